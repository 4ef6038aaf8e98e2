// 5b. Two rules that are stable where forward Euler is not. For y' = −λy, with steps of `dt`, from y_0:
//
//   backward Euler      y_t = y_{t−1} − λΔt y_t
//   trapezoidal rule    y_t = y_{t−1} − λΔt (y_{t−1} + y_t) / 2
//
// y_t stands on both sides: solve for it. Both return y_T, computed step by step, and differentiable in y_0 and λ.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor backward_euler(const unroll::Tensor& y0, const unroll::Tensor& lambda, unroll::Real dt, int T) {
  throw unroll::Todo("5b: write both rules; \"Steps that cannot explode\" in lesson 5 explains them");
}

inline unroll::Tensor trapezoidal(const unroll::Tensor& y0, const unroll::Tensor& lambda, unroll::Real dt, int T) {
  throw unroll::Todo("5b: write both rules; \"Steps that cannot explode\" in lesson 5 explains them");
}
