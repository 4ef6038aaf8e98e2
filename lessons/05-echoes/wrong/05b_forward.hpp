// Wrong: reads y_{t−1} where the rule says y_t: forward Euler once more.
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor backward_euler(const unroll::Tensor& y0, const unroll::Tensor& lambda, unroll::Real dt, int T) {
  unroll::Tensor y = y0;
  for (int t = 1; t <= T; ++t) y = y - lambda * dt * y;
  return y;
}

inline unroll::Tensor trapezoidal(const unroll::Tensor& y0, const unroll::Tensor& lambda, unroll::Real dt, int T) {
  unroll::Tensor y = y0;
  for (int t = 1; t <= T; ++t) y = y * (1 - lambda * dt / 2) / (1 + lambda * dt / 2);
  return y;
}
