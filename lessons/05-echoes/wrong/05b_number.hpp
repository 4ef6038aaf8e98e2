// Wrong: takes λ as a number, so that nothing knows how y depends on it.
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor backward_euler(const unroll::Tensor& y0, const unroll::Tensor& lambda, unroll::Real dt, int T) {
  unroll::Tensor y = y0;
  for (int t = 1; t <= T; ++t) y = y / (1 + lambda.item() * dt);
  return y;
}

inline unroll::Tensor trapezoidal(const unroll::Tensor& y0, const unroll::Tensor& lambda, unroll::Real dt, int T) {
  unroll::Tensor y = y0;
  for (int t = 1; t <= T; ++t) y = y * (1 - lambda.item() * dt / 2) / (1 + lambda.item() * dt / 2);
  return y;
}
