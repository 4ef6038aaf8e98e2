// 18b. Who is too alike is in one group, directly or by way of others; groups are not divided.
#pragma once

#include <cstddef>
#include <vector>

#include "autograd/random.hpp"

struct Parts {
  std::vector<std::size_t> training, test;
};

// All that can be reached from `first` by steps to one that is more alike than `most`.
inline std::vector<std::size_t> group_of(std::size_t first, const std::vector<std::vector<double>>& identity,
                                         double most, std::vector<bool>& taken) {
  std::vector<std::size_t> group{first};
  taken[first] = true;
  for (std::size_t next = 0; next < group.size(); ++next)
    for (std::size_t j = 0; j < identity.size(); ++j)
      if (!taken[j] && identity[group[next]][j] > most) {
        taken[j] = true;
        group.push_back(j);
      }
  return group;
}

inline Parts split(const std::vector<std::vector<double>>& identity, double most, double share) {
  Parts parts;
  std::vector<bool> taken(identity.size(), false);
  for (unroll::Index first : unroll::random_numbers().permutation(unroll::Index(identity.size()))) {
    if (taken[std::size_t(first)]) continue;
    const std::vector<std::size_t> group = group_of(std::size_t(first), identity, most, taken);
    const bool room = double(parts.test.size() + group.size()) <= share * double(identity.size());
    std::vector<std::size_t>& part = room ? parts.test : parts.training;
    part.insert(part.end(), group.begin(), group.end());
  }
  return parts;
}
