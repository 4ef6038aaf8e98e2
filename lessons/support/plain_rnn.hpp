// The plain RNN of nn/rnn_cell.hpp once more, for one sequence, as loops over numbers of any type: nothing is
// recorded and nothing of the engine is used. In double it is a second opinion on the engine; in float, long
// double or std::complex it shows what the type does.
#pragma once

#include <cmath>
#include <cstddef>

#include "lessons/support/measure.hpp"

namespace unroll::lessons {

// h_T with h_t = tanh(x_t W_xh + h_{t−1} W_hh + b) and h_0 = 0. `weights` holds W_xh (inputs, hidden), W_hh (hidden,
// hidden) and b (hidden), row by row; xs holds T rows of inputs.
template <class Number>
Numbers<Number> plain_rnn_state(const Numbers<Number>& weights, const Numbers<double>& xs, std::size_t hidden) {
  using std::tanh;
  const std::size_t inputs = weights.size() / hidden - hidden - 1, T = xs.size() / inputs;
  const Number* const W_xh = weights.data();
  const Number* const W_hh = W_xh + inputs * hidden;
  const Number* const b = W_hh + hidden * hidden;

  Numbers<Number> h(hidden, Number(0));
  for (std::size_t t = 0; t < T; ++t) {
    Numbers<Number> a(b, b + hidden);
    for (std::size_t j = 0; j < hidden; ++j) {
      for (std::size_t i = 0; i < inputs; ++i) a[j] += Number(xs[t * inputs + i]) * W_xh[i * hidden + j];
      for (std::size_t i = 0; i < hidden; ++i) a[j] += h[i] * W_hh[i * hidden + j];
    }
    for (std::size_t j = 0; j < hidden; ++j) h[j] = tanh(a[j]);
  }
  return h;
}

// Σ (h_T − target)²; hidden is target.size().
template <class Number>
Number plain_rnn_loss(const Numbers<Number>& weights, const Numbers<double>& xs, const Numbers<double>& target) {
  const Numbers<Number> h = plain_rnn_state(weights, xs, target.size());
  Number loss(0);
  for (std::size_t j = 0; j < target.size(); ++j) {
    const Number error = h[j] - Number(target[j]);
    loss += error * error;
  }
  return loss;
}

}  // namespace unroll::lessons
