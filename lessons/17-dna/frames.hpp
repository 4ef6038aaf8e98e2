// A network that reads a window base by base and says in which frame it began.
#pragma once

#include <concepts>
#include <string>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "lessons/17-dna/genes.hpp"
#include "lessons/support/tasks.hpp"
#include "lessons/support/training.hpp"
#include "nn/gru_cell.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "optim/adam.hpp"

// Base k is row k of the identity: (L, windows, 4).
inline Tensor one_hot(const Indices& ids) { return embedding(Tensor(Array::eye(4)), ids); }

template <class Cell>
struct FrameReader : nn::Module {
  Cell cell;
  nn::Linear head;

  explicit FrameReader(Index hidden, typename Cell::Options options = {}) : cell(4, hidden, options), head(hidden, 3) {
    submodule("cell", cell), submodule("head", head);
    if constexpr (std::same_as<Cell, nn::RNNCell>) cell.W_hh.assign(nn::init::orthogonal(hidden, hidden));
  }

  // The states after each of xs (L, windows, 4), or after each of some tensors (windows, 4).
  template <nn::Sequence Xs>
  auto read(const Xs& xs) const {
    return nn::unrolled(cell, xs, {.project_first = true});
  }
  Tensor operator()(const Indices& ids) const { return head(read(one_hot(ids)).last().h); }
};
using PlainReader = FrameReader<nn::RNNCell>;

// Right answers, asked of a few hundred windows at a time: all at once would take a gigabyte.
template <class Model>
double right(const Model& model, const Windows& windows) {
  NoGrad no_grad;
  const Index size = windows.frames.size();
  double sum = 0;
  for (Index begin = 0; begin < size; begin += 500) {
    const Windows some = part(windows, begin, std::min(begin + 500, size));
    sum += lessons::right_answers(model(some.ids).value(), some.frames) * double(some.frames.size());
  }
  return sum / double(size);
}

// Practises on windows that `draw` makes, and keeps the weights that were best on the windows set aside.
struct Practice {
  std::string what;
  int steps, every;
  double lr = 5e-3;
  Index batch = 32;
};
template <class Model, class Draw>
lessons::Trained teach(lessons::Lesson& lesson, Model& model, const Windows& aside, const Practice& practice,
                       const Draw& draw) {
  optim::Adam adam(model.parameters(), {.lr = Real(practice.lr)});
  const auto loss = [&](int) {
    const Windows windows = draw(practice.batch);
    return nn::cross_entropy(model(windows.ids), windows.frames);
  };
  const auto wrong = [&] { return 1 - right(model, aside); };
  return lessons::train(lesson, model, adam,
                        {.what = practice.what,
                         .steps = practice.steps,
                         .loss = loss,
                         .held_out = wrong,
                         .every = practice.every,
                         .patience = practice.steps});
}

inline Index units(lessons::Lesson& lesson) { return lesson.hidden(lesson.stand_in() ? 16 : 32); }

// The plain network of this lesson, trained; its windows are as long as those set aside.
inline lessons::Trained teach_plain(lessons::Lesson& lesson, PlainReader& reader, const Split& genes,
                                    const Windows& aside) {
  const int steps = lesson.steps(lesson.stand_in() ? 1000 : 1600, 5000);
  return teach(lesson, reader, aside, {.what = "plain RNN", .steps = steps, .every = std::max(1, steps / 10)},
               [&](Index size) { return draw_windows(genes.training, aside.ids.shape()[0], size); });
}
