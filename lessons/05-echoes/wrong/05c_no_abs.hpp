// Wrong: does not see what jumps from one side of 0 to the other.
#pragma once

#include <cmath>
#include <functional>

inline double stability_limit(const std::function<double(double y, double a)>& step) {
  const auto stable = [&](double a) { return step(1, a) <= 1; };
  if (stable(1000)) return INFINITY;
  double below = 0, above = 1000;
  while (above - below > 1e-8 * above) {
    const double middle = (below + above) / 2;
    (stable(middle) ? below : above) = middle;
  }
  return below;
}
