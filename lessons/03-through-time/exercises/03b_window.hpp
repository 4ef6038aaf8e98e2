// 3b. A recurrence whose gradient goes back k steps only:
//
//   h_t = tanh(x_t W_xh + h_{t−1} W_hh),   h_0 = 0
//
// xs (T, batch, inputs); xs[t − 1] is x_t. Returns h_T. The numbers are those of the whole recurrence; but from
// h_T only the last k steps can be reached in the graph, k >= 1. With k >= T nothing is cut.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor windowed(const unroll::Tensor& xs, const unroll::Tensor& W_xh, const unroll::Tensor& W_hh,
                               int k) {
  throw unroll::Todo("3b: write the recurrence with its cut; \"Cutting the way back\" in lesson 3 explains it");
}
