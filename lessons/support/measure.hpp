// What lessons measure of lists of numbers.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace unroll::lessons {

template <class Number>
using Numbers = std::vector<Number>;

// |a − b| / |b|, with Euclidean norms; both of equal length.
inline double relative_error(const Numbers<double>& a, const Numbers<double>& b) {
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    difference += (a[i] - b[i]) * (a[i] - b[i]);
    size += b[i] * b[i];
  }
  return std::sqrt(difference / size);
}

// The exponent p of y = c xᵖ where from >= x >= to: the slope of log y against log x, by least squares. A y below 1e-17
// counts as that.
inline double log_slope(const Numbers<double>& xs, const Numbers<double>& ys, double from, double to) {
  double n = 0, u_sum = 0, v_sum = 0, uu_sum = 0, uv_sum = 0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    if (xs[i] > from * 1.01 || xs[i] < to / 1.01) continue;
    const double u = std::log(xs[i]), v = std::log(std::max(ys[i], 1e-17));
    n += 1, u_sum += u, v_sum += v, uu_sum += u * u, uv_sum += u * v;
  }
  return (n * uv_sum - u_sum * v_sum) / (n * uu_sum - u_sum * u_sum);
}

}  // namespace unroll::lessons
