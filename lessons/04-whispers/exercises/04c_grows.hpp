// 4c. Every eigenvalue small, and the error grows. Return a square matrix W_hh whose spectral radius is 0.5, such that
// in the linear recurrence h_t = x_t W_xh + h_{t−1} W_hh an error grows on its way back through 19 steps:
// r_20 = |dL/dh_1| / |dL/dh_20| > 1 for L = Σ h_20. The size is yours to choose.
#pragma once

#include "autograd/array.hpp"
#include "autograd/error.hpp"

inline unroll::Array growing() {
  throw unroll::Todo(
      "4c: find a matrix of spectral radius 0.5 with r_20 > 1; \"What can be foretold\" in lesson 4 "
      "explains it");
}
