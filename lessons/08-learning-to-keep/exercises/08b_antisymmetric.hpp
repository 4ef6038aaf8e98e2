// 8b. A recurrence that does not need gates: the AntisymmetricRNN (Chang et al. 2019),
//
//   h_t = h_{t−1} + ε tanh(x_t V + h_{t−1} (W − Wᵀ − γ I) + b)
//
// x (batch, inputs) is the input of one step, h (batch, hidden) is h_{t−1}; V (inputs, hidden), W (hidden, hidden),
// b (hidden). T(W) is Wᵀ. Returns h_t.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor antisymmetric_step(const unroll::Tensor& x, const unroll::Tensor& h, const unroll::Tensor& V,
                                         const unroll::Tensor& W, const unroll::Tensor& b, unroll::Real epsilon,
                                         unroll::Real gamma) {
  throw unroll::Todo("8b: write the step; \"Keeping without gates\" in lesson 8 explains it");
}
