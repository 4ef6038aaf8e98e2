// Wrong: the gradient of all T steps, whatever the window.
#pragma once

#include <cmath>

inline double truncated_gradient(double w, double x, int T, int k) {
  double gradient = 0;
  for (int j = 1; j < T; ++j) gradient += j * std::pow(w, j - 1) * x;
  return gradient;
}

// The share is 1 − w^k.
inline int window_for(double w, double share) { return static_cast<int>(std::ceil(std::log(1 - share) / std::log(w))); }
