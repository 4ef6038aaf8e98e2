// What the checks of exercises share: are two results the same, but for rounding?
#pragma once

#include <cmath>
#include <limits>

#include "lessons/support/check.hpp"
#include "lessons/support/exercise.hpp"

using namespace unroll;
using lessons::demand;
using lessons::Stage;

// What two results may differ by when they were computed in another order: a few roundings.
inline constexpr double rounding = 4096 * double(std::numeric_limits<Real>::epsilon());

inline double largest(const Array& a) {
  double most = 0;
  for (Real x : a.numbers()) most = std::max(most, std::abs(double(x)));
  return most;
}

// Equal shapes, and numbers that differ by rounding only, measured by the largest of them. False for NaN.
inline bool close(const Array& got, const Array& wanted) {
  if (got.shape() != wanted.shape()) return false;
  const double scale = std::max(largest(wanted), 1e-6);
  for (Index i = 0; i < got.size(); ++i)
    if (!(std::abs(double(got.data()[i]) - double(wanted.data()[i])) <= rounding * scale)) return false;
  return true;
}
