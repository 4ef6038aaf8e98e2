// Wrong: jumps to the end by a power.
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor backward_euler(const unroll::Tensor& y0, const unroll::Tensor& lambda, unroll::Real dt, int T) {
  return y0 * pow(1 / (1 + lambda * dt), unroll::Real(T));
}

inline unroll::Tensor trapezoidal(const unroll::Tensor& y0, const unroll::Tensor& lambda, unroll::Real dt, int T) {
  return y0 * pow((1 - lambda * dt / 2) / (1 + lambda * dt / 2), unroll::Real(T));
}
