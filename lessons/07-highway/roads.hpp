// What stands on the ways from one value of a recorded graph to another. Several ways lead there, and the gradient
// takes all of them; these count along the graph's edges, from the inputs on.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "graphs/snapshot.hpp"

// Of all ways from `from` to `to`, the one that meets the fewest of these operations: how many it meets. `to` counts
// and `from` does not. −1 if no way leads there.
inline int fewest_on_the_way(const unroll::graphs::Snapshot& graph, const unroll::Tensor& from,
                             const unroll::Tensor& to, std::initializer_list<std::string_view> operations) {
  const int start = graph.find(from), end = graph.find(to);
  std::vector<int> met(graph.nodes().size(), -1);
  met[std::size_t(start)] = 0;
  for (int node = start + 1; node <= end; ++node) {
    const int own = std::ranges::count(operations, graph.nodes()[std::size_t(node)].op);
    for (const auto& edge : graph.inputs(node)) {
      const int before = met[std::size_t(edge.from)];
      int& best = met[std::size_t(node)];
      if (before >= 0 && (best < 0 || before + own < best)) best = before + own;
    }
  }
  return met[std::size_t(end)];
}

// How many different ways lead from `from` to `to`, in all, or without those that meet one of `avoided`.
inline double ways(const unroll::graphs::Snapshot& graph, const unroll::Tensor& from, const unroll::Tensor& to,
                   std::initializer_list<std::string_view> avoided = {}) {
  const int start = graph.find(from), end = graph.find(to);
  std::vector<double> count(graph.nodes().size());
  count[std::size_t(start)] = 1;
  for (int node = start + 1; node <= end; ++node)
    if (std::ranges::count(avoided, graph.nodes()[std::size_t(node)].op) == 0)
      for (const auto& edge : graph.inputs(node)) count[std::size_t(node)] += count[std::size_t(edge.from)];
  return count[std::size_t(end)];
}
