#include "graphs/cost.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "autograd/error.hpp"

namespace unroll::graphs {

namespace {

constexpr std::string_view reductions[] = {"sum", "max", "min", "sum_to"};

template <class Names>
bool one_of(const Names& names, const std::string& op) {
  return std::ranges::find(names, op) != std::end(names);
}

const SnapshotNode& node_of(const Snapshot& graph, int node) { return graph.nodes()[static_cast<std::size_t>(node)]; }

// The numbers that these values take up, what overlaps taken once.
Index numbers_in(std::vector<const Node*> nodes) {
  std::erase_if(nodes, [](const Node* node) { return !node->value; });
  const std::less<const Real*> before;  // < is for pointers into one array
  std::ranges::sort(nodes, before, [](const Node* node) { return node->value.data(); });
  Index count = 0;
  const Real* end = nullptr;
  for (const Node* node : nodes) {
    const Real* const first = node->value.data();
    const Real* const last = first + node->value.size();
    const Real* const fresh = end && before(first, end) ? end : first;
    if (before(fresh, last)) count += last - fresh, end = last;
  }
  return count;
}

}  // namespace

Index flops(const Snapshot& graph, int node) {
  const SnapshotNode& n = node_of(graph, node);
  const auto inputs = graph.inputs(node);
  if (inputs.empty()) return 0;
  const Shape& read = node_of(graph, inputs[0].from).shape;
  const Index made = n.shape.size();
  if (n.op == "matmul") return 2 * made * read[read.rank() - 1];
  if (n.op == "softmax" || n.op == "log_softmax") return 5 * made;
  if (n.op == "logsumexp") return 4 * read.size();  // largest, minus, exp, sum
  if (n.op == "norm") return 2 * read.size();       // squares, and their sum
  if (n.op == "scatter_add" || n.op == "cumsum") return read.size();
  if (n.op == "add_all") return made * (static_cast<Index>(inputs.size()) - 1);
  if (one_of(reductions, n.op)) return read.size() - made;
  if (n.kind == Kind::plumbing) return 0;
  for (const SnapshotEdge& e : inputs)
    if (!(node_of(graph, e.from).shape == n.shape))
      throw Error(
          fmt::format("flops: {} makes {} of {}, and is none of the ops that are counted; elementwise ones need no "
                      "entry, others stand in graphs/cost.cpp",
                      n.op, to_string(n.shape), to_string(node_of(graph, e.from).shape)));
  return made;
}

Flops flops(const Snapshot& graph) {
  Flops all;
  for (int node = 0; node < static_cast<int>(graph.nodes().size()); ++node)
    (node_of(graph, node).backward ? all.backward : all.forward) += flops(graph, node);
  return all;
}

Index numbers_kept(const Snapshot& graph) {
  std::vector<const Node*> all, leaves;
  for (const SnapshotNode& n : graph.nodes()) {
    if (!n.backward) all.push_back(n.node);
    if (n.kind == Kind::leaf && !n.backward) leaves.push_back(n.node);
  }
  return numbers_in(std::move(all)) - numbers_in(std::move(leaves));
}

Index numbers_read_back(const Snapshot& of_derivatives) {
  std::vector<bool> is_leaf(of_derivatives.nodes().size());  // or moves the numbers of leaves
  std::vector<const Node*> read;
  for (std::size_t i = 0; i < is_leaf.size(); ++i) {
    const SnapshotNode& n = of_derivatives.nodes()[i];
    is_leaf[i] = n.kind != Kind::arithmetic;
    for (const SnapshotEdge& e : of_derivatives.inputs(static_cast<int>(i))) {
      const auto from = static_cast<std::size_t>(e.from);
      is_leaf[i] = is_leaf[i] && is_leaf[from];
      const SnapshotNode& input = of_derivatives.nodes()[from];
      if (n.backward && !input.backward && !is_leaf[from]) read.push_back(input.node);
    }
  }
  return numbers_in(std::move(read));
}

}  // namespace unroll::graphs
