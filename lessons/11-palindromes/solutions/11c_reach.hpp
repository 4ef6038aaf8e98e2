// 11c. A straight line through the logarithms, to where it meets the tolerance.
#pragma once

#include <cmath>
#include <vector>

inline double length_that_fails(const std::vector<double>& gaps, double tolerance) {
  double n = 0, d_sum = 0, y_sum = 0, dd_sum = 0, dy_sum = 0;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const double d = double(i + 1), y = std::log(gaps[i]);
    n += 1, d_sum += d, y_sum += y, dd_sum += d * d, dy_sum += d * y;
  }
  const double slope = (n * dy_sum - d_sum * y_sum) / (n * dd_sum - d_sum * d_sum);
  const double at_zero = (y_sum - slope * d_sum) / n;
  return 2 * (std::log(tolerance) - at_zero) / slope;
}
