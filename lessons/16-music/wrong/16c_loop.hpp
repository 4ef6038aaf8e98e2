#pragma once

#include <cmath>
#include <vector>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor recall(const unroll::Tensor& hs, const unroll::Tensor& W_q, const unroll::Tensor& W_k,
                             const unroll::Indices& followed, unroll::Index symbols) {
  const unroll::Tensor next = embedding(unroll::Tensor(unroll::Array::eye(symbols)), followed);
  const unroll::Tensor q = matmul(hs, W_q), k = matmul(hs, W_k);
  std::vector<unroll::Tensor> rows{unroll::Tensor(unroll::Array::zeros({1, symbols}))};
  for (unroll::Index t = 1; t < hs.dim(0); ++t) {
    const unroll::Tensor scores = matmul(slice(q, 0, t, t + 1), T(slice(k, 0, 0, t)));
    rows.push_back(matmul(softmax(scores / std::sqrt(unroll::Real(W_q.dim(1)))), slice(next, 0, 0, t)));
  }
  return concat(rows, 0);
}
