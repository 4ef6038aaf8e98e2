// 5c. How large may the step be? Every step multiplies y by the same factor, so one step tells.
#pragma once

#include <cmath>
#include <functional>

inline double stability_limit(const std::function<double(double y, double a)>& step) {
  const auto stable = [&](double a) { return std::abs(step(1, a)) <= 1; };
  if (stable(1000)) return INFINITY;
  double below = 0, above = 1000;
  while (above - below > 1e-8 * above) {
    const double middle = (below + above) / 2;
    (stable(middle) ? below : above) = middle;
  }
  return below;
}
