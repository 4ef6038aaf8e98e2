// Repeats the rule a hundred times: too few where the well is shallow.
#pragma once

#include <cmath>

inline double well(double w) {
  double h = 1;
  for (int i = 0; i < 100; ++i) h = std::tanh(w * h);
  return h;
}

inline double left_after(double w, int steps) {
  const double h = well(w);
  return std::pow(w * (1 - h * h), steps);
}

inline int steps_until(double w, double part) {
  int steps = 1;
  while (left_after(w, steps) >= part) ++steps;
  return steps;
}
