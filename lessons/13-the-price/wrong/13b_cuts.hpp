// The state is handed on as numbers.
#pragma once

#include "autograd/ops.hpp"
#include "nn/linear_attention.hpp"

inline unroll::Tensor linear_attention_by_steps(const unroll::Tensor& q, const unroll::Tensor& k,
                                                const unroll::Tensor& v) {
  using namespace unroll;
  const Index steps = q.dim(0), d = q.dim(1);
  Tensor S(Array::zeros({d, v.dim(1)})), z(Array::zeros({1, d}));
  std::vector<Tensor> rows;
  for (Index t = 0; t < steps; ++t) {
    const Tensor query = nn::positive_features(slice(q, 0, t, t + 1));
    const Tensor key = nn::positive_features(slice(k, 0, t, t + 1));
    S = S.detach() + matmul(T(key), slice(v, 0, t, t + 1));
    z = z.detach() + key;
    rows.push_back(matmul(query, S) / sum(query * z, {1}, true));
  }
  return concat(rows, 0);
}
