// The scores are not divided by √d.
#pragma once

#include <cmath>

#include "autograd/ops.hpp"

inline unroll::Tensor attend_next(const unroll::Tensor& x, const unroll::Tensor& W_q, const unroll::Tensor& W_k,
                                  const unroll::Tensor& W_v, unroll::Tensor& keys, unroll::Tensor& values) {
  using namespace unroll;
  const Tensor q = matmul(x, W_q), k = matmul(x, W_k), v = matmul(x, W_v);
  keys = keys ? concat({keys, k}, 0) : k;
  values = values ? concat({values, v}, 0) : v;
  const Tensor scores = matmul(q, T(keys));
  return matmul(softmax(scores), values);
}
