// 13c. Attention for writing: one step at a time, each reading itself and the past.
//
//   q = x W_q,  k = x W_k,  v = x W_v,   y = softmax(q Kᵀ / √d) V
//
// x is this step's row, (1, d), and so is y; the matrices are (d, d). K and V hold the keys and values of all steps up
// to this one, as rows. What earlier calls have put into `keys` and `values` is there again: nothing (an empty handle,
// `!keys`) at first, (t−1, d) at step t. Put this step's rows below them: concat({a, b}, 0) does that.
#pragma once

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor attend_next(const unroll::Tensor& x, const unroll::Tensor& W_q, const unroll::Tensor& W_k,
                                  const unroll::Tensor& W_v, unroll::Tensor& keys, unroll::Tensor& values) {
  throw unroll::Todo("13c: write the step; \"One at a time\" in lesson 13 explains it");
}
