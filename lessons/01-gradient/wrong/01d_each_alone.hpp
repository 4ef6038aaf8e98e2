// 1d, wrong: the error of each entry relative to that entry alone, so that a slope of 0 may have no error at all.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

using Point = std::vector<double>;

inline bool gradient_is_right(const std::function<double(const Point&)>& f,
                              const std::function<Point(const Point&)>& gradient, const Point& x) {
  const Point claimed = gradient(x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    Point above = x, below = x;
    above[i] += 1e-5;
    below[i] -= 1e-5;
    const double measured = (f(above) - f(below)) / 2e-5;
    if (!(std::abs(claimed[i] - measured) <= 1e-4 * std::abs(measured))) return false;
  }
  return true;
}
