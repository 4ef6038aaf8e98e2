// Walks every path: a node that is used twice counts twice, and all behind it, too.
#pragma once

#include <vector>

#include "autograd/tensor.hpp"

inline int predicted_ops(int T) { return 4 * T + 1; }

inline int count_ops(const unroll::Tensor& root) {
  int count = 0;
  std::vector<const unroll::Node*> waiting{root.node()};
  while (!waiting.empty()) {
    const unroll::Node* node = waiting.back();
    waiting.pop_back();
    count += node->kind == unroll::Kind::arithmetic;
    for (const unroll::Input& input : node->inputs()) waiting.push_back(input.node);
  }
  return count;
}
