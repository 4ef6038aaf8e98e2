// 3a. Backpropagation through time, by hand, of a network with an error in every step:
//
//   h_t = tanh(x_t W_xh + h_{t−1} W_hh + b),   h_0 = 0,   L = Σ_t ½ Σ (h_t − y_t)²
//
// xs (T, batch, inputs), ys (T, batch, hidden); xs[t − 1] is x_t. Returns dL/dW_xh, dL/dW_hh and dL/db, computed
// with three loops: nothing is recorded here, so the engine's grad is of no use.
#pragma once

#include <vector>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline std::vector<unroll::Tensor> through_time(const unroll::Tensor& xs, const unroll::Tensor& ys,
                                                const unroll::Tensor& W_xh, const unroll::Tensor& W_hh,
                                                const unroll::Tensor& b) {
  throw unroll::Todo("3a: write the three loops; \"There and back\" in lesson 3 explains them");
}
