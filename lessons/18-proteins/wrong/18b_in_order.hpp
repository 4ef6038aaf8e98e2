// Groups rightly, but asks them in the order in which they stand in the file: the same test each time.
#pragma once

#include <cstddef>
#include <vector>

struct Parts {
  std::vector<std::size_t> training, test;
};

inline Parts split(const std::vector<std::vector<double>>& identity, double most, double share) {
  Parts parts;
  const std::size_t n = identity.size();
  std::vector<bool> taken(n, false);
  for (std::size_t first = 0; first < n; ++first) {
    if (taken[first]) continue;
    std::vector<std::size_t> group{first};
    taken[first] = true;
    for (std::size_t next = 0; next < group.size(); ++next)
      for (std::size_t j = 0; j < n; ++j)
        if (!taken[j] && identity[group[next]][j] > most) {
          taken[j] = true;
          group.push_back(j);
        }
    const bool room = double(parts.test.size() + group.size()) <= share * double(n);
    std::vector<std::size_t>& part = room ? parts.test : parts.training;
    part.insert(part.end(), group.begin(), group.end());
  }
  return parts;
}
