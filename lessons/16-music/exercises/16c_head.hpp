// 16c. A memory that can be trained: one attention head over the states of a GRU. State t asks all states before it,
// not itself and none after it, and reads which move followed each:
//
//   s_ts = (h_t W_q) · (h_s W_k) / √d,   α_t = softmax of s_t over all s < t,   r_t(y) = Σ_s α_ts [y_s = y]
//
// hs is (T, hidden), W_q and W_k are (hidden, d), `followed` holds y_1 … y_T. Returned is r, (T, symbols), a row for
// each t. The first has no one to ask: all of it is 0, and it must not be NaN. Write it with products of whole
// matrices, without a loop over t. embedding(table, ids) looks up rows, and Array::eye(n) has a row for each symbol;
// where(condition, a, b) and comparisons of tensors choose; the smallest number is
// std::numeric_limits<unroll::Real>::lowest().
#pragma once

#include <limits>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor recall(const unroll::Tensor& hs, const unroll::Tensor& W_q, const unroll::Tensor& W_k,
                             const unroll::Indices& followed, unroll::Index symbols) {
  throw unroll::Todo("16c: write a memory that can be trained; \"The memory is attention\" in lesson 16 explains it");
}
