// What flows back along several edges at once.
#pragma once

#include <cmath>

#include "graphs/view.hpp"

namespace unroll::graphs {

// The norm of the sum of what came back along the given edges. It takes the gradients themselves to add several;
// with norms alone the sum is unknown.
inline std::optional<double> norm_of_sum(const std::vector<const SnapshotEdge*>& edges) {
  if (edges.size() == 1) return edges.front()->flow;
  std::vector<double> sum;
  for (const SnapshotEdge* e : edges) {
    if (!e->share) {
      if (!e->flow || *e->flow == 0) continue;
      return {};
    }
    sum.resize(static_cast<std::size_t>(e->share.size()), 0);
    std::size_t i = 0;
    for (Real x : e->share.numbers()) sum[i++] += static_cast<double>(x);
  }
  double norm = 0;
  for (double x : sum) norm = std::hypot(norm, x);
  return sum.empty() ? std::optional<double>() : norm;
}

}  // namespace unroll::graphs
