// 1c, wrong: the order is right, but the walk notices only on its way up that it has been there.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "lessons/01-gradient/scalar.hpp"

inline std::vector<scalar::Value> backward_order(const scalar::Value& root) {
  std::vector<scalar::Value> order;
  const std::function<void(const scalar::Value&)> visit = [&](const scalar::Value& node) {
    for (const scalar::Value& input : node->inputs()) visit(input);
    if (std::find(order.begin(), order.end(), node) == order.end()) order.push_back(node);
  };
  visit(root);
  std::reverse(order.begin(), order.end());
  return order;
}
