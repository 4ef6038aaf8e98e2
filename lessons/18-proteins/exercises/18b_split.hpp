// 18b. A split that does not leak. identity[i][j] says how much of the proteins i and j is identical, from 0 to 1. Put
// each of the proteins 0 … n − 1 into one of two parts, so that no two of different parts are identical by more than
// `most`. The test is to have at most share · n of them and, if that can be, at least half as many; chance decides
// which.
#pragma once

#include <cstddef>
#include <vector>

#include "autograd/error.hpp"
#include "autograd/random.hpp"

struct Parts {
  std::vector<std::size_t> training, test;
};

inline Parts split(const std::vector<std::vector<double>>& identity, double most, double share) {
  throw unroll::Todo("18b: split by identity; \"Relatives together\" in lesson 18 explains it");
}
