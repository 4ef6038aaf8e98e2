// 1d, wrong: accepts an error of one per cent.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using Point = std::vector<double>;

inline bool gradient_is_right(const std::function<double(const Point&)>& f,
                              const std::function<Point(const Point&)>& gradient, const Point& x) {
  const Point claimed = gradient(x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double step = 1e-6;
    Point above = x, below = x;
    above[i] += step;
    below[i] -= step;
    const double measured = (f(above) - f(below)) / (2 * step);
    if (std::abs(claimed[i] - measured) > 1e-2 * std::max({std::abs(claimed[i]), std::abs(measured), std::abs(f(x))}))
      return false;
  }
  return true;
}
