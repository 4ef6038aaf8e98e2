// What flows back along several edges at once.
#pragma once

#include <cmath>

#include "graphs/view.hpp"

namespace unroll::graphs {

// The sum of gradients of one shape, in double.
class SumOfShares {
 public:
  void add(const Array& share) {
    sum_.resize(static_cast<std::size_t>(share.size()), 0);
    std::size_t i = 0;
    for (Real x : share.numbers()) sum_[i++] += static_cast<double>(x);
  }
  double norm() const {
    double norm = 0;
    for (double x : sum_) norm = std::hypot(norm, x);
    return norm;
  }

 private:
  std::vector<double> sum_;
};

// The norm of the sum of what came back along the given edges. It takes the gradients themselves to add several;
// with norms alone the sum is unknown, unless all are 0.
inline std::optional<double> norm_of_sum(const std::vector<const SnapshotEdge*>& edges) {
  if (edges.size() == 1) return edges.front()->flow;
  SumOfShares sum;
  bool traced = false;
  for (const SnapshotEdge* e : edges) {
    traced = traced || e->flow;
    if (e->flow.value_or(0) == 0) continue;
    if (!e->share) return {};
    sum.add(e->share);
  }
  return traced ? std::optional(sum.norm()) : std::nullopt;
}

}  // namespace unroll::graphs
