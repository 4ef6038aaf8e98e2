// A network that reads a sequence from its beginning, or from both ends: one cell for each direction, and a layer that
// answers by what they say.
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
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

using namespace unroll;

constexpr Index symbols = 8, units = 32;

// The states of t = 1 … T. Those of `future` have read from the other end, x_T … x_t; empty if nobody reads there.
struct Readings {
  std::vector<Tensor> past, future;

  static Tensor beside(const Tensor& h, const Tensor& other) { return concat({h, other}, -1); }
  // What is known at time t,
  Tensor at(int t) const {
    const auto i = std::size_t(t - 1);
    return future.empty() ? past[i] : beside(past[i], future[i]);
  }
  // and what each direction knows when it has read all.
  Tensor ends() const { return future.empty() ? past.back() : beside(past.back(), future.front()); }
};

enum class Reads { past, both };

struct Reader : nn::Module {
  nn::RNNCell past;
  std::optional<nn::RNNCell> future;
  nn::Linear head;

  Reader(Reads reads, Index inputs, Index answers, Index hidden = units)
      : past(inputs, hidden), head((reads == Reads::both ? 2 : 1) * hidden, answers) {
    submodule("past", past), submodule("head", head);
    if (reads == Reads::both) submodule("future", future.emplace(inputs, hidden));
  }

  // xs is (T, batch, inputs), or one tensor (batch, inputs) for each step.
  template <nn::Sequence Xs>
  Readings read(const Xs& xs) const {
    Readings readings{states(past, "past", xs, nn::Direction::past), {}};
    if (future) readings.future = states(*future, "future", xs, nn::Direction::future);
    return readings;
  }

 private:
  template <class Xs>
  static std::vector<Tensor> states(const nn::RNNCell& cell, const char* name, const Xs& xs, nn::Direction direction) {
    Scope scope(name);
    std::vector<Tensor> hs;
    for (const auto& state : nn::unrolled(cell, xs, {.direction = direction, .project_first = true}).states)
      hs.push_back(state.h);
    return hs;
  }
};

// ---- Sequences of random symbols ----
// Symbol k is row k of the identity.
inline Tensor one_hot(const Indices& ids, Index kinds = symbols) { return embedding(Tensor(Array::eye(kinds)), ids); }

// One tensor for each step, each a variable, so that one can ask for the way from it.
inline std::vector<Tensor> draw_steps(int T, Index batch) {
  std::vector<Tensor> xs;
  for (int t = 1; t <= T; ++t) {
    xs.push_back(variable(one_hot(random_numbers().below({batch}, symbols)).value()));
    xs.back().mark(Role::input).named("x_" + std::to_string(t));
  }
  return xs;
}

// ---- Learning ----
// One step of Adam, with the gradients clipped to a norm of 1.
inline void improve(const Reader& reader, optim::Adam& optimizer, const Tensor& loss) {
  optimizer.clear_grad();
  loss.backward({.release = true});
  optim::clip_grad_norm(reader.parameters(), 1);
  optimizer.step();
}
