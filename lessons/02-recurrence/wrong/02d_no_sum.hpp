// Forgets the sum at the end.
#pragma once

#include <unordered_set>
#include <vector>

#include "autograd/tensor.hpp"

inline int predicted_ops(int T) { return 4 * T; }

inline int count_ops(const unroll::Tensor& root) {
  std::vector<const unroll::Node*> waiting{root.node()};
  std::unordered_set<const unroll::Node*> seen{root.node()};
  int count = 0;
  while (!waiting.empty()) {
    const unroll::Node* node = waiting.back();
    waiting.pop_back();
    count += node->kind == unroll::Kind::arithmetic;
    for (const unroll::Input& input : node->inputs())
      if (seen.insert(input.node).second) waiting.push_back(input.node);
  }
  return count;
}
