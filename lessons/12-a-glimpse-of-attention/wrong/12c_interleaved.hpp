#pragma once

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor many_heads(const unroll::Tensor& x, const unroll::Tensor& W_q, const unroll::Tensor& W_k,
                                 const unroll::Tensor& W_v, const unroll::Tensor& W_o, unroll::Index heads) {
  const unroll::Index steps = x.dim(0), width = x.dim(1), d = width / heads;
  const auto apart = [&](const unroll::Tensor& W) {
    return permute(reshape(matmul(x, W), {steps, d, heads}), {2, 0, 1});
  };
  const unroll::Tensor q = apart(W_q), k = apart(W_k), v = apart(W_v);
  const unroll::Tensor weights = softmax(matmul(q, T(k)) / std::sqrt(unroll::Real(d)));
  return matmul(reshape(permute(matmul(weights, v), {1, 0, 2}), {steps, width}), W_o);
}
