// Leaves out of training what is too alike: the split is clean, but proteins are lost.
#pragma once

#include <cstddef>
#include <vector>

#include "autograd/random.hpp"

struct Parts {
  std::vector<std::size_t> training, test;
};

inline Parts split(const std::vector<std::vector<double>>& identity, double most, double share) {
  Parts parts;
  for (unroll::Index i : unroll::random_numbers().permutation(unroll::Index(identity.size()))) {
    bool alike = false;
    for (std::size_t j : parts.test) alike = alike || identity[std::size_t(i)][j] > most;
    if (double(parts.test.size() + 1) <= share * double(identity.size()))
      parts.test.push_back(std::size_t(i));
    else if (!alike)
      parts.training.push_back(std::size_t(i));
  }
  return parts;
}
