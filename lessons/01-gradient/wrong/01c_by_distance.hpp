// 1c, wrong: breadth first. Each node comes once, but one that is near the root comes before a user farther
// away.
#pragma once

#include <unordered_set>
#include <vector>

#include "lessons/01-gradient/scalar.hpp"

inline std::vector<scalar::Value> backward_order(const scalar::Value& root) {
  std::vector<scalar::Value> order{root};
  std::unordered_set<scalar::Value> seen{root};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const scalar::Value node = order[i];
    for (const scalar::Value& input : node->inputs())
      if (seen.insert(input).second) order.push_back(input);
  }
  return order;
}
