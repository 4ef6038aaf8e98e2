// Counts leaves and plumbing as well.
#pragma once

#include <unordered_set>
#include <vector>

#include "autograd/tensor.hpp"

inline int predicted_ops(int T) { return 4 * T + 1; }

inline int count_ops(const unroll::Tensor& root) {
  std::vector<const unroll::Node*> waiting{root.node()};
  std::unordered_set<const unroll::Node*> seen{root.node()};
  int count = 0;
  while (!waiting.empty()) {
    const unroll::Node* node = waiting.back();
    waiting.pop_back();
    ++count;
    for (const unroll::Input& input : node->inputs())
      if (seen.insert(input.node).second) waiting.push_back(input.node);
  }
  return count;
}
