// Wrong: watches ten steps, and calls unstable what has doubled by then.
#pragma once

#include <cmath>
#include <functional>

inline double stability_limit(const std::function<double(double y, double a)>& step) {
  const auto stable = [&](double a) {
    double y = 1;
    for (int t = 1; t <= 10; ++t) y = step(y, a);
    return std::abs(y) <= 2;
  };
  if (stable(1000)) return INFINITY;
  double below = 0, above = 1000;
  while (above - below > 1e-8 * above) {
    const double middle = (below + above) / 2;
    (stable(middle) ? below : above) = middle;
  }
  return below;
}
