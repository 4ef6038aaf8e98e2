// The usual split: whoever comes first.
#pragma once

#include <cstddef>
#include <vector>

#include "autograd/random.hpp"

struct Parts {
  std::vector<std::size_t> training, test;
};

inline Parts split(const std::vector<std::vector<double>>& identity, double most, double share) {
  Parts parts;
  for (unroll::Index i : unroll::random_numbers().permutation(unroll::Index(identity.size())))
    (double(parts.test.size() + 1) <= share * double(identity.size()) ? parts.test : parts.training)
        .push_back(std::size_t(i));
  return parts;
}
