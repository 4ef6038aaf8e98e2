#pragma once

#include <cmath>
#include <vector>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor many_heads(const unroll::Tensor& x, const unroll::Tensor& W_q, const unroll::Tensor& W_k,
                                 const unroll::Tensor& W_v, const unroll::Tensor& W_o, unroll::Index heads) {
  const unroll::Index steps = x.dim(0), width = x.dim(1), d = width / heads;
  std::vector<unroll::Tensor> answers;
  for (unroll::Index h = 0; h < heads; ++h) {
    const auto own = [&](const unroll::Tensor& W) { return matmul(x, slice(W, 1, h * d, (h + 1) * d)); };
    const unroll::Tensor q = own(W_q), k = own(W_k), v = own(W_v);
    answers.push_back(matmul(softmax(matmul(q, T(k)) / std::sqrt(unroll::Real(d))), v));
  }
  (void)steps;
  return matmul(concat(answers, 1), W_o);
}
