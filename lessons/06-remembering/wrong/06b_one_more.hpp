// Rounds the number of steps up and adds one.
#pragma once

#include <cmath>

inline double well(double w) {
  // h − tanh(w h) is negative just above 0 and positive at 1, and changes its sign once.
  double low = 0, high = 1;
  while (true) {
    const double h = (low + high) / 2;
    if (h == low || h == high) return high;
    (h < std::tanh(w * h) ? low : high) = h;
  }
}

inline double left_after(double w, int steps) {
  const double h = well(w);
  return std::pow(w * (1 - h * h), steps);
}

inline int steps_until(double w, double part) {
  return static_cast<int>(std::ceil(std::log(part) / std::log(left_after(w, 1)))) + 1;
}
