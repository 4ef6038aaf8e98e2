// Small models for the tests of graphs/, built by hand from ops.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"

namespace unroll::graphs::testing {

// Uneven numbers in −scale … scale, the same everywhere.
inline Array numbers(const Shape& shape, unsigned seed, double scale = 0.7) {
  Array array = Array::uninitialized(shape);
  Real* out = array.write();
  unsigned state = 12345u + 977u * seed;
  for (Index i = 0; i < array.size(); ++i) {
    state = state * 1664525u + 1013904223u;
    out[i] = static_cast<Real>(scale * ((state >> 8) / 8388608.0 - 1));
  }
  return array;
}

inline Tensor parameter(const char* name, const Shape& shape, unsigned seed) {
  return variable(numbers(shape, seed)).named(name).mark(Role::parameter);
}

// h_t = tanh(x_t W_xh + h_{t−1} W_hh + b), a linear output and a squared error: at the end, or at every step.
struct Rnn {
  Tensor W_xh = parameter("cell.W_xh", {4, 5}, 1), W_hh = parameter("cell.W_hh", {5, 5}, 2),
         b = parameter("cell.b", {5}, 3), W_hy = parameter("W_hy", {5, 3}, 4), b_y = parameter("b_y", {3}, 5);
  Tensor start = Tensor(numbers({2, 5}, 6)).named("h_0").mark(Role::state, "h");
  std::vector<Tensor> xs, states;
  Tensor loss;

  explicit Rnn(int steps, bool loss_at_every_step = false) {
    Tensor h = start, total;
    for (int t = 1; t <= steps; ++t) {
      Scope scope("t", t);
      xs.push_back(variable(numbers({2, 4}, 100 + static_cast<unsigned>(t))).named("x").mark(Role::input));
      h = tanh(matmul(xs.back(), W_xh) + matmul(h, W_hh) + b);
      states.push_back(h.mark(Role::state, "h").named(fmt::format("h_{}", t)));
    }
    const Tensor read = loss_at_every_step ? stack(states) : h;
    loss = mean(square(matmul(read, W_hy) + b_y)).named("L").mark(Role::loss);
  }
};

// An LSTM from one stacked matrix and slices for the gates: two states, and plumbing between them.
struct Lstm {
  Tensor W = parameter("cell.W", {4 + 5, 20}, 1), b = parameter("cell.b", {20}, 2);
  Tensor loss, first_x, last_h, first_c, last_c;

  explicit Lstm(int steps) {
    Tensor h = Tensor(numbers({2, 5}, 6)).named("h_0").mark(Role::state, "h");
    Tensor c = Tensor(numbers({2, 5}, 7)).named("c_0").mark(Role::state, "c");
    for (int t = 1; t <= steps; ++t) {
      Scope scope("t", t);
      const Tensor x = variable(numbers({2, 4}, 100 + static_cast<unsigned>(t))).named("x").mark(Role::input);
      if (t == 1) first_x = x;
      const std::vector<Tensor> gates = split(matmul(concat({x, h}, 1), W) + b, 1, 4);
      c = (sigmoid(gates[0]) * c + sigmoid(gates[1]) * tanh(gates[2])).mark(Role::state, "c");
      if (t == 1) first_c = c;
      h = (sigmoid(gates[3]) * tanh(c)).mark(Role::state, "h");
    }
    last_h = h, last_c = c;
    loss = mean(square(h)).named("L").mark(Role::loss);
  }
};

}  // namespace unroll::graphs::testing
