// The gates are not shut: 0.0025 is added at every step.
#pragma once

#include "autograd/ops.hpp"
#include "nn/lstm_cell.hpp"

inline void set_counter(const unroll::nn::LSTMCell& cell) {
  using unroll::Array;
  const int i = 0, f = 1, g = 2;
  const int one = 0, reset = 1;
  Array W = Array::zeros({2, 4}), b = Array::zeros({4});
  b.set({g}, 20);                         // g = 1: what there is to add
  W.set({one, i}, 12), b.set({i}, -6);    // i opens for a one
  W.set({reset, f}, -12), b.set({f}, 6);  // f closes for a reset
  cell.W_xh.assign(W);
  cell.W_hh.assign(Array::zeros({1, 4}));
  cell.b.assign(b);
}
