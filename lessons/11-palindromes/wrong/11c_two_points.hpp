// By the first two gaps alone.
#pragma once

#include <cmath>
#include <vector>

inline double length_that_fails(const std::vector<double>& gaps, double tolerance) {
  return 2 * (1 + std::log(tolerance / gaps[0]) / std::log(gaps[1] / gaps[0]));
}
