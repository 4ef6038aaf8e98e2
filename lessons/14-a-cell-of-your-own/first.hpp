// The task of this lesson: random symbols of eight kinds go by, and at the end the first one is to be named. It may be
// marked: then it is one of eight further symbols, which stand nowhere else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "lessons/support/lesson.hpp"
#include "lessons/support/tasks.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/recurrent.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

using namespace unroll;

using lessons::symbols;

enum class First { as_the_others, marked };
struct Task {
  Index T;
  First first = First::as_the_others;
  Index kinds() const { return first == First::marked ? 2 * symbols : symbols; }
};

struct Batch {
  std::vector<Index> ids;     // T · size, step by step
  std::vector<Index> answer;  // size
};
inline Batch draw_batch(const Task& task, Index size) {
  const Indices drawn = random_numbers().below({task.T, size}, symbols);
  Batch batch{{drawn.values().begin(), drawn.values().end()}, {}};
  batch.answer.assign(batch.ids.begin(), batch.ids.begin() + size);
  if (task.first == First::marked)
    for (Index n = 0; n < size; ++n) batch.ids[std::size_t(n)] += symbols;
  return batch;
}
// (T, size, kinds): symbol k is row k of the identity.
inline Tensor read(const Task& task, const Batch& batch) {
  return embedding(Tensor(Array::eye(task.kinds())), Indices({task.T, Index(batch.answer.size())}, batch.ids));
}

// A cell that reads the sequence, alone or in layers, and a linear layer that answers by the last h.
template <class Cell>
struct Network : nn::Module {
  using States = typename nn::Recurrent<Cell>::States;
  Task task;
  nn::Recurrent<Cell> layers;
  nn::Linear head;

  Network(const Task& which, Index hidden, typename Cell::Options options = {}, Index how_many = 1)
      : task(which), layers(which.kinds(), hidden, {.layers = how_many}, options), head(hidden, symbols) {
    submodule("layers", layers), submodule("head", head);
  }
  States after(const Batch& batch, const States& start) { return layers.run(read(task, batch), start).last; }
  Tensor scores(const Batch& batch) { return head(after(batch, layers.start(Index(batch.answer.size()))).back().h); }
};

template <class Cell>
double accuracy(Network<Cell>& network) {
  NoGrad no_grad;
  const Batch batch = draw_batch(network.task, 500);
  return lessons::right_answers(network.scores(batch).value(), Indices(batch.answer));
}

// The colour of its curve, the same in all plots.
inline std::string colour_of(const std::string& name) {
  if (name.starts_with("UGRNN")) return "#2B6CB0";
  if (name.starts_with("coRNN")) return "#23958C";
  if (name.starts_with("diagonal")) return "#9B2C2C";
  return name.ends_with("= 0") || name.ends_with("marked") ? "#1F2933" : "#C96A0B";
}

struct Course {
  std::string name;
  std::vector<double> at, right;   // answers that are right, after these training steps
  std::optional<int> solved = {};  // after how many steps 98 % were right; training ends there
};
template <class Cell>
Course learn(lessons::Lesson& lesson, Network<Cell>& network, const std::string& name, int steps) {
  optim::Adam optimizer(network.parameters(), {.lr = Real(1e-2)});
  Course course{name, {0}, {accuracy(network)}};
  for (int step = 1; step <= steps && !course.solved; ++step) {
    const Batch batch = draw_batch(network.task, 32);
    optimizer.clear_grad();
    nn::cross_entropy(network.scores(batch), Indices(batch.answer)).backward({.release = true});
    optim::clip_grad_norm(network.parameters(), 1);
    optimizer.step();
    lesson.progress(name.c_str(), step, steps);
    if (step % 25 != 0) continue;
    course.at.push_back(step), course.right.push_back(accuracy(network));
    if (course.right.back() >= 0.98) course.solved = step;
  }
  return course;
}
