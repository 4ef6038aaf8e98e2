// 1c, wrong: a walk that does not remember where it has been.
#pragma once

#include <vector>

#include "lessons/01-gradient/scalar.hpp"

inline std::vector<scalar::Value> backward_order(const scalar::Value& root) {
  std::vector<scalar::Value> order{root};
  for (const scalar::Value& input : root->inputs())
    for (const scalar::Value& node : backward_order(input)) order.push_back(node);
  return order;
}
