// 6a. A memory of one bit, by hand. One unit,
//
//   h_t = tanh(w h_{t−1} + u x_t + b),   h_0 = 0,
//
// reads noise of standard deviation 0.1, and now and then a pulse, x_t = 1 or x_t = −1. Choose the three numbers such
// that h always has the sign of the last pulse: a pulse sets it, whatever it was, and noise does not.
#pragma once

#include "autograd/array.hpp"
#include "autograd/error.hpp"

struct Latch {
  unroll::Real w, u, b;
};

inline Latch latch() { throw unroll::Todo("6a: choose w, u and b; \"One bit\" in lesson 6 explains what w does"); }
