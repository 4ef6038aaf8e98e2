// Takes groups until the test is full, and the last one however large it is.
#pragma once

#include <cstddef>
#include <vector>

#include "autograd/random.hpp"

struct Parts {
  std::vector<std::size_t> training, test;
};

inline Parts split(const std::vector<std::vector<double>>& identity, double most, double share) {
  Parts parts;
  const std::size_t n = identity.size();
  std::vector<bool> taken(n, false);
  for (unroll::Index first : unroll::random_numbers().permutation(unroll::Index(n))) {
    if (taken[std::size_t(first)]) continue;
    std::vector<std::size_t> group{std::size_t(first)};
    taken[std::size_t(first)] = true;
    for (std::size_t next = 0; next < group.size(); ++next)
      for (std::size_t j = 0; j < n; ++j)
        if (!taken[j] && identity[group[next]][j] > most) {
          taken[j] = true;
          group.push_back(j);
        }
    std::vector<std::size_t>& part = double(parts.test.size()) < share * double(n) ? parts.test : parts.training;
    part.insert(part.end(), group.begin(), group.end());
  }
  return parts;
}
