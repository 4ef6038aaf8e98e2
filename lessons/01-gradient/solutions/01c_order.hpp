// 1c. A depth-first walk that notes a node when all its inputs are noted; backwards, each node comes before
// its inputs.
#pragma once

#include <algorithm>
#include <functional>
#include <unordered_set>
#include <vector>

#include "lessons/01-gradient/scalar.hpp"

inline std::vector<scalar::Value> backward_order(const scalar::Value& root) {
  std::vector<scalar::Value> order;
  std::unordered_set<scalar::Value> seen;
  const std::function<void(const scalar::Value&)> visit = [&](const scalar::Value& node) {
    if (!seen.insert(node).second) return;
    for (const scalar::Value& input : node->inputs()) visit(input);
    order.push_back(node);
  };
  visit(root);
  std::reverse(order.begin(), order.end());
  return order;
}
