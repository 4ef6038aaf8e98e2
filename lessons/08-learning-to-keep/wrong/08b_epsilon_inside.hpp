// ε inside the tanh.
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor antisymmetric_step(const unroll::Tensor& x, const unroll::Tensor& h, const unroll::Tensor& V,
                                         const unroll::Tensor& W, const unroll::Tensor& b, unroll::Real epsilon,
                                         unroll::Real gamma) {
  using namespace unroll;
  const Tensor a = matmul(x, V) + matmul(h, W - T(W)) - gamma * h + b;
  return h + tanh(epsilon * a);
}
