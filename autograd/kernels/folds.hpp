// Sums and extremes of a row of numbers.
#pragma once

#include <cmath>
#include <limits>

#include "autograd/lanes.hpp"

namespace unroll::inline UNROLL_PRECISION {

// Pairwise, so that the error grows with log n and not with n.
inline Lanes lane_sum(const Real* x, Index n) {
  constexpr Index w = Lanes::width, block = 64 * w;
  if (n > block) {
    const Index half = (n / 2 + w - 1) / w * w;
    return lane_sum(x, half) + lane_sum(x + half, n - half);
  }
  Lanes sum(Real{0});
  for (Index i = 0; i < n; i += w) sum = sum + Lanes::load(x + i);
  return sum;
}

// How numbers are joined into one: two at a time, and all of a row.
struct Add {
  static constexpr Real start = 0;
  static Lanes join(Lanes a, Lanes b) { return a + b; }
  static Real all(const Real* x, Index n) {
    const Index whole = n / Lanes::width * Lanes::width;
    Real lanes[Lanes::width];
    lane_sum(x, whole).store(lanes);
    Real sum = 0;
    for (Real lane : lanes) sum += lane;
    for (Index i = whole; i < n; ++i) sum += x[i];
    return sum;
  }
};
template <bool greatest>
struct Extreme {
  static constexpr Real start = (greatest ? -1 : 1) * std::numeric_limits<Real>::infinity();
  static Lanes join(Lanes a, Lanes b) { return greatest ? maximum(a, b) : minimum(a, b); }
  static Real all(const Real* x, Index n) {
    Lanes best(start);
    Index i = 0;
    for (; i + Lanes::width <= n; i += Lanes::width) best = join(best, Lanes::load(x + i));
    if (i < n) best = join(best, Lanes::load_first(x + i, n - i));  // repeats the first
    Real lanes[Lanes::width];
    best.store(lanes);
    Real result = lanes[0];
    for (Real lane : lanes)
      if (!std::isnan(result) && !(greatest ? result > lane : result < lane)) result = lane;
    return result;
  }
};

}  // namespace unroll::inline UNROLL_PRECISION
