// 12a. Attention that looks back only. Position i asks all positions j ≤ i, itself included, and none after it:
//
//   s_ij = q_i · k_j / √d,   α_i = softmax of s_i over all j ≤ i,   α_ij = 0 for j > i,   y_i = Σ_j α_ij v_j
//
// q and k are (T, d), v is (T, d_v), a row for each position. Returned are y (T, d_v) and α (T, T). Write it with
// products of whole matrices, without a loop over positions. Comparisons such as a <= b make tensors of 0 and 1, and
// where(condition, a, b) chooses; Array::arange(n) holds 0 … n − 1; the smallest number is
// std::numeric_limits<unroll::Real>::lowest().
#pragma once

#include <limits>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

struct Looked {
  unroll::Tensor y, weights;
};

inline Looked look_back(const unroll::Tensor& q, const unroll::Tensor& k, const unroll::Tensor& v) {
  throw unroll::Todo("12a: write attention with a causal mask; \"Questions and answers\" in lesson 12 explains it");
}
