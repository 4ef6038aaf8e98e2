// 6b. What the gradient says of a latch, foretold. For w > 1 the unit h_t = tanh(w h_{t−1}) has a well: an h > 0 with
//
//   h = tanh(w h).
//
// Find it, say what is left of a gradient after some steps in it, and after how many steps less than a given part is
// left.
#pragma once

#include "autograd/error.hpp"

// The well, for any w > 1, to 1e-12.
inline double well(double w) {
  throw unroll::Todo("6b: find the well and what each step in it leaves; \"One bit\" in lesson 6 explains it");
}

// dh_{1+n}/dh_1 after n = `steps` steps, if h_1 is the well.
inline double left_after(double w, int steps) {
  throw unroll::Todo("6b: find the well and what each step in it leaves; \"One bit\" in lesson 6 explains it");
}

// The smallest number of steps after which that is less than `part`, 0 < part < 1.
inline int steps_until(double w, double part) {
  throw unroll::Todo("6b: find the well and what each step in it leaves; \"One bit\" in lesson 6 explains it");
}
