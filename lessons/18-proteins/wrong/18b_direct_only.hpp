// Takes the relatives of a protein along, but not their relatives.
#pragma once

#include <cstddef>
#include <vector>

#include "autograd/random.hpp"

struct Parts {
  std::vector<std::size_t> training, test;
};

inline Parts split(const std::vector<std::vector<double>>& identity, double most, double share) {
  Parts parts;
  std::vector<bool> taken(identity.size(), false);
  for (unroll::Index first : unroll::random_numbers().permutation(unroll::Index(identity.size()))) {
    if (taken[std::size_t(first)]) continue;
    std::vector<std::size_t> group;
    for (std::size_t j = 0; j < identity.size(); ++j)
      if (!taken[j] && (j == std::size_t(first) || identity[std::size_t(first)][j] > most)) {
        taken[j] = true;
        group.push_back(j);
      }
    const bool room = double(parts.test.size() + group.size()) <= share * double(identity.size());
    std::vector<std::size_t>& part = room ? parts.test : parts.training;
    part.insert(part.end(), group.begin(), group.end());
  }
  return parts;
}
