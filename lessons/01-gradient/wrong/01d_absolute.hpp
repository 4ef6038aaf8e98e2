// 1d, wrong: a bound on the error that does not ask how large the gradient is.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

using Point = std::vector<double>;

inline bool gradient_is_right(const std::function<double(const Point&)>& f,
                              const std::function<Point(const Point&)>& gradient, const Point& x) {
  const Point claimed = gradient(x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double step = 1e-5;
    Point above = x, below = x;
    above[i] += step;
    below[i] -= step;
    if (std::abs(claimed[i] - (f(above) - f(below)) / (2 * step)) > 1e-3) return false;
  }
  return true;
}
