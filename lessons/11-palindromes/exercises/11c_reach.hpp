// 11c. How long may a palindrome be for an untrained detector? Two chains with the same weights meet in the middle. If
// only the pair of symbols at distance d from the middle differs, the states differ by gaps[d − 1]; you are given
// d = 1 … 16, measured in double. A detector in float takes what is below `tolerance` for rounding.
//
// Foretell the length T at which it loses the outermost pair. The check measures it, and asks for 10 % or better.
#pragma once

#include <cmath>
#include <vector>

#include "autograd/error.hpp"

inline double length_that_fails(const std::vector<double>& gaps, double tolerance) {
  throw unroll::Todo("11c: foretell the length; \"Nothing to learn\" in lesson 11 explains it");
}
