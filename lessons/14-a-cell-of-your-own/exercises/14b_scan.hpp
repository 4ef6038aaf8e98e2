// 14b. All steps of a linear recurrence at once. For t = 1 … T, with h_0 = 0,
//
//   h_t = a_t ⊙ h_{t−1} + b_t
//
// a and b are (T, batch, hidden), and so is what is returned, h_1 … h_T. The graph may be no deeper than a few
// operations for each doubling of T: no loop over t. Two steps made one, (a, b) and then (a', b'), are again such a
// step, (a' ⊙ a, a' ⊙ b + b').
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor scan(const unroll::Tensor& a, const unroll::Tensor& b) {
  throw unroll::Todo("14b: write the scan; \"What blindness buys\" in lesson 14 explains it");
}
