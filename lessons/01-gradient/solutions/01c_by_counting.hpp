// 1c, another way, and the library's: first count the uses of each node, then take those whose uses have all been
// taken.
#pragma once

#include <unordered_map>
#include <vector>

#include "lessons/01-gradient/scalar.hpp"

inline std::vector<scalar::Value> backward_order(const scalar::Value& root) {
  std::unordered_map<scalar::Value, int> uses{{root, 0}};
  std::vector<scalar::Value> waiting{root}, order;
  while (!waiting.empty()) {
    const scalar::Value node = waiting.back();
    waiting.pop_back();
    for (const scalar::Value& input : node->inputs())
      if (++uses[input] == 1) waiting.push_back(input);
  }
  for (waiting = {root}; !waiting.empty();) {
    order.push_back(waiting.back());
    waiting.pop_back();
    for (const scalar::Value& input : order.back()->inputs())
      if (--uses[input] == 0) waiting.push_back(input);
  }
  return order;
}
