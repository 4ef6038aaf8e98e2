// 13b. Causal linear attention, one step after another:
//
//   S_t = S_{t−1} + φ(k_t) v_tᵀ,   z_t = z_{t−1} + φ(k_t),   y_t = φ(q_t)ᵀ S_t / φ(q_t)ᵀ z_t
//
// from S_0 = 0 and z_0 = 0. q and k are (T, d), v is (T, e); returns all y_t, (T, e). φ is nn::positive_features. Here
// rows are vectors: slice(q, 0, t, t + 1) is a row (1, d), so that φ(k_t) v_tᵀ is matmul(T(φ), v) and φ(q_t)ᵀ S is
// matmul(φ, S). stack() and concat() join rows.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/linear_attention.hpp"

inline unroll::Tensor linear_attention_by_steps(const unroll::Tensor& q, const unroll::Tensor& k,
                                                const unroll::Tensor& v) {
  throw unroll::Todo("13b: write the recurrence; \"The same numbers for less\" in lesson 13 explains it");
}
