#pragma once

#include <cmath>
#include <limits>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

struct Looked {
  unroll::Tensor y, weights;
};

inline Looked look_back(const unroll::Tensor& q, const unroll::Tensor& k, const unroll::Tensor& v) {
  const unroll::Index steps = q.dim(0);
  const unroll::Tensor position(unroll::Array::arange(steps));
  const unroll::Tensor allowed = position <= reshape(position, {steps, 1});
  const unroll::Tensor scores = matmul(q, T(k)) / std::sqrt(unroll::Real(q.dim(1)));
  const unroll::Tensor weights = softmax(where(allowed, scores, std::numeric_limits<unroll::Real>::lowest()));
  return {matmul(weights.detach(), v), weights};
}
