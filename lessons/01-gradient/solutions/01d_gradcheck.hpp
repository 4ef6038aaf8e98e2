// 1d. Central differences with a step near the bottom of the V, compared entry by entry. What counts as small
// is relative: to the largest entry, because a slope of 0 among large ones is measured with their rounding
// error, and, where all are 0, to f itself, for the same reason.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using Point = std::vector<double>;

inline bool gradient_is_right(const std::function<double(const Point&)>& f,
                              const std::function<Point(const Point&)>& gradient, const Point& x) {
  const Point claimed = gradient(x);
  if (claimed.size() != x.size()) return false;
  Point measured;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double step = 1e-5 * std::max(1.0, std::abs(x[i]));
    Point above = x, below = x;
    above[i] += step;
    below[i] -= step;
    measured.push_back((f(above) - f(below)) / (above[i] - below[i]));
  }
  double scale = 1e-3 * std::abs(f(x));
  for (std::size_t i = 0; i < x.size(); ++i) scale = std::max({scale, std::abs(claimed[i]), std::abs(measured[i])});
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!(std::abs(claimed[i] - measured[i]) <= 1e-6 * scale)) return false;
  return true;
}
