// Wrong: takes the mean of what forward and backward Euler give, which is another rule.
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor backward_euler(const unroll::Tensor& y0, const unroll::Tensor& lambda, unroll::Real dt, int T) {
  unroll::Tensor y = y0;
  for (int t = 1; t <= T; ++t) y = y / (1 + lambda * dt);
  return y;
}

inline unroll::Tensor trapezoidal(const unroll::Tensor& y0, const unroll::Tensor& lambda, unroll::Real dt, int T) {
  unroll::Tensor y = y0;
  for (int t = 1; t <= T; ++t) y = (y * (1 - lambda * dt) + y / (1 + lambda * dt)) / 2;
  return y;
}
