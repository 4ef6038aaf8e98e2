// As if the gap began at 1.
#pragma once

#include <cmath>
#include <vector>

inline double length_that_fails(const std::vector<double>& gaps, double tolerance) {
  return 2 * std::log(tolerance) / (std::log(gaps[1]) - std::log(gaps[0]));
}
