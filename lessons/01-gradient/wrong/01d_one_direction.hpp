// 1d, wrong: all numbers move by the same step at once, so that only the sum of the entries is checked.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

using Point = std::vector<double>;

inline bool gradient_is_right(const std::function<double(const Point&)>& f,
                              const std::function<Point(const Point&)>& gradient, const Point& x) {
  const Point claimed = gradient(x);
  const double step = 1e-5;
  Point above = x, below = x;
  for (double& entry : above) entry += step;
  for (double& entry : below) entry -= step;
  const double sum = std::accumulate(claimed.begin(), claimed.end(), 0.0),
               measured = (f(above) - f(below)) / (2 * step);
  return std::abs(sum - measured) <= 1e-6 * std::max(std::abs(sum), std::abs(f(x)));
}
