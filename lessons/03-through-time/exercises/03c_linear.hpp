// 3c. What a cut keeps, worked out for the smallest recurrence: one number, no tanh, the same x in every step.
//
//   h_t = w h_{t−1} + x,   h_0 = 0
#pragma once

#include "autograd/error.hpp"

// dh_T/dw as a window of k steps gives it, 1 <= k <= T: h_{T−k} is a number that came from nowhere, and only the
// last k steps know that they depend on w.
inline double truncated_gradient(double w, double x, int T, int k) {
  throw unroll::Todo("3c: write both functions; \"What a cut keeps\" in lesson 3 explains them");
}

// The shortest window that gives at least `share` of the whole dh_T/dw, for 0 < w < 1, 0 < share < 1, and T so
// large that h no longer changes.
inline int window_for(double w, double share) {
  throw unroll::Todo("3c: write both functions; \"What a cut keeps\" in lesson 3 explains them");
}
