// What the networks of this lesson learn: random symbols go by, and at the end the first one is to be named. Guessing
// is right in one case of eight.
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
#include "nn/unrolled.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

using namespace unroll;

using lessons::symbols;

struct Batch {
  std::vector<Tensor> xs;  // x_1 … x_T, each (batch, symbols)
  Indices first;           // the symbols at t = 1, (batch)
};
inline Batch draw_batch(int T, Index size) {
  const auto drawn = lessons::draw_first_symbol(T, size);
  const Tensor xs(drawn.xs());
  Batch batch{{}, drawn.first};
  for (int t = 1; t <= T; ++t) {
    batch.xs.push_back(xs[t - 1].detach());
    batch.xs.back().mark(Role::input).named("x_" + std::to_string(t));
  }
  return batch;
}

// A cell that reads the sequence, and a layer that answers by the last h.
template <class Cell>
struct Network : nn::Module {
  Cell cell;
  nn::Linear head;

  Network(Index hidden, typename Cell::Options options = {}, Index inputs = symbols, Index outputs = symbols)
      : cell(inputs, hidden, options), head(hidden, outputs) {
    submodule("cell", cell);
    submodule("head", head);
  }
  Tensor operator()(const std::vector<Tensor>& xs) const { return head(nn::unrolled(cell, xs).last().h); }
};
template <class Cell>
Tensor loss_of(const Network<Cell>& network, const Batch& batch) {
  return nn::cross_entropy(network(batch.xs), batch.first);
}

template <class Cell>
double accuracy(const Network<Cell>& network, int T) {
  NoGrad no_grad;
  const Batch batch = draw_batch(T, 500);
  return lessons::right_answers(network(batch.xs).value(), batch.first);
}

// The loss in fresh sequences. With shuffled answers the network is told the first symbol of another sequence, so that
// there is nothing to learn.
enum class Answers { right, shuffled };
template <class Cell>
Tensor recall_loss(const Network<Cell>& network, int T, Answers answers = Answers::right) {
  Batch batch = draw_batch(T, 32);
  if (answers == Answers::shuffled) batch.first = draw_batch(1, 32).first;
  return loss_of(network, batch);
}

struct Practice {
  const char* name;
  int steps;
  Real lr;
};
// Adam on loss(), with gradients clipped to a norm of 1. `watch(step)` is called before the first step and after each.
template <class Cell, class Loss, class Watch>
void train(lessons::Lesson& lesson, const Network<Cell>& network, const Practice& practice, const Loss& loss,
           const Watch& watch) {
  optim::Adam optimizer(network.parameters(), {.lr = practice.lr});
  watch(0);
  for (int step = 1; step <= practice.steps; ++step) {
    optimizer.clear_grad();
    loss().backward({.release = true});
    optim::clip_grad_norm(network.parameters(), 1);
    optimizer.step();
    watch(step);
    lesson.progress(practice.name, step, practice.steps);
  }
}
