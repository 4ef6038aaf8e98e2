// 3c. What a cut keeps: h_T = w^k h_{T−k} + Σ_{j<k} w^j x, with h_{T−k} held still.
#pragma once

#include <cmath>

inline double truncated_gradient(double w, double x, int T, int k) {
  double h = 0, gradient = 0;
  for (int t = 1; t <= T - k; ++t) h = w * h + x;
  gradient = k * std::pow(w, k - 1) * h;
  for (int j = 1; j < k; ++j) gradient += j * std::pow(w, j - 1) * x;
  return gradient;
}

// The share is 1 − w^k.
inline int window_for(double w, double share) { return static_cast<int>(std::ceil(std::log(1 - share) / std::log(w))); }
