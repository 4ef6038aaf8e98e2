#pragma once

#include <cmath>
#include <limits>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor recall(const unroll::Tensor& hs, const unroll::Tensor& W_q, const unroll::Tensor& W_k,
                             const unroll::Indices& followed, unroll::Index symbols) {
  const unroll::Tensor s(unroll::Array::arange(hs.dim(0))), t = reshape(s, {hs.dim(0), 1});
  const unroll::Tensor scores = matmul(matmul(hs, W_q), T(matmul(hs, W_k))) / std::sqrt(unroll::Real(W_q.dim(1)));
  const unroll::Tensor weights = softmax(where(s <= t, scores, std::numeric_limits<unroll::Real>::lowest()));
  const unroll::Tensor next = embedding(unroll::Tensor(unroll::Array::eye(symbols)), followed);
  return matmul(where(s <= t, weights, unroll::Real(0)), next);
}
