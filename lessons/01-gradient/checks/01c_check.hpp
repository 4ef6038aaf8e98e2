// 1c: the order of the backward sweep.
#pragma once

#include <algorithm>

#include "checks/graphs.hpp"
#include "lessons/support/check.hpp"

namespace unroll::lessons {

using Order = std::vector<scalar::Value> (*)(const scalar::Value&);

// A graph and the names of its nodes, for messages.
struct NamedGraph {
  std::string formula;
  scalar::Value root;
  std::vector<std::pair<scalar::Value, std::string>> nodes;

  std::string name(const scalar::Value& node) const {
    for (const auto& [known, text] : nodes)
      if (known == node) return text;
    return "a node that is not in the graph";
  }
};

inline void check_order(Order backward_order, const NamedGraph& graph) {
  const auto order = backward_order(graph.root);
  const auto times = [&](const scalar::Value& node) { return std::count(order.begin(), order.end(), node); };
  const std::string in = "in " + graph.formula + ", ";
  for (const auto& [node, name] : graph.nodes)
    demand(Stage::value, times(node) > 0, in + name + " is missing from your order");
  for (const auto& node : order)
    demand(Stage::value, node && graph.name(node) != graph.name(nullptr),
           in + "your order holds a node that is not in the graph");
  for (const auto& [node, name] : graph.nodes)
    demand(Stage::behaviour, times(node) == 1,
           in + name + " comes " + std::to_string(times(node)) +
               " times in your order: once for each path that leads to it, where it should come once");
  for (std::size_t i = 0; i < order.size(); ++i)
    for (const auto& input : order[i]->inputs())
      demand(Stage::behaviour,
             std::find(order.begin(), order.begin() + std::ptrdiff_t(i), input) == order.begin() + std::ptrdiff_t(i),
             in + graph.name(input) + " comes before " + graph.name(order[i]) +
                 ", which uses it: its gradient would be handed on before all shares have arrived");
}

inline void check_1c(Order backward_order) {
  const auto x = scalar::leaf(3);
  check_order(backward_order, {"L = x", x, {{x, "x"}}});
  {
    const auto y = scalar::square(x), L = scalar::add(y, x);
    check_order(backward_order, {"L = x² + x", L, {{L, "L"}, {y, "x²"}, {x, "x"}}});
  }
  {  // a diamond with one long side: a walk by distance from the root meets y too early
    const auto y = scalar::square(x), u = scalar::square(y), v = scalar::square(u), L = scalar::add(v, y);
    check_order(backward_order, {"y = x², L = (y²)² + y", L, {{L, "L"}, {v, "(y²)²"}, {u, "y²"}, {y, "y"}, {x, "x"}}});
  }
  {  // the long side on the left, and a second leaf
    const auto c = scalar::leaf(1), y = product(x, c), u = scalar::square(y), L = scalar::add(y, scalar::add(u, c));
    check_order(backward_order, {"y = x c, L = y + (y² + c)",
                                 L,
                                 {{L, "L"}, {L->inputs()[1], "y² + c"}, {u, "y²"}, {y, "y"}, {x, "x"}, {c, "c"}}});
  }
  // Twelve diamonds in a row: 4,096 paths lead down to the leaf.
  auto bottom = scalar::leaf(1), root = bottom;
  for (int i = 0; i < 12; ++i) root = product(root, root);
  backward_order(root);
  demand(Stage::behaviour, bottom->times_asked <= 12,
         "your walk asks a node for its inputs " + std::to_string(bottom->times_asked) +
             " times, once for each path that leads to it; remember which nodes it has seen and turn back "
             "there");
}

}  // namespace unroll::lessons
