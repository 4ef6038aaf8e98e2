// What a layer costs, read from the graph that it leaves: work, memory, and the longest chain.
#pragma once

#include <algorithm>
#include <bit>
#include <vector>

#include "autograd/random.hpp"
#include "graphs/cost.hpp"
#include "lessons/support/lesson.hpp"
#include "lessons/support/measure.hpp"
#include "nn/attention.hpp"
#include "nn/losses.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;

// T steps of one sequence, d numbers in each.
inline Tensor sequence(Index T, Index d) {
  return variable(random_numbers().normal({T, 1, d})).named("x").mark(Role::input);
}

// ---- Layers, from (T, 1, d) to (T, 1, d), of new weights each time: what they cost does not depend on those ----
template <class Cell>
Tensor by_cell(const Tensor& xs) {
  Cell cell(xs.dim(2), xs.dim(2));
  return nn::unrolled(cell, xs).outputs();
}
inline Tensor by_attention(const Tensor& xs) { return nn::MultiheadAttention(xs.dim(2), 1)(xs).output; }
inline Tensor by_heads(const Tensor& xs) { return nn::MultiheadAttention(xs.dim(2), 8)(xs).output; }

using Layer = Tensor (*)(const Tensor& xs);

// ---- The graph of a result, and that of all its derivatives beside it ----
inline graphs::Snapshot graph_of(Layer layer, Index T, Index d) { return graphs::Snapshot(layer(sequence(T, d))); }

inline std::vector<Tensor> leaves_of(const Tensor& y) {
  std::vector<Tensor> leaves;
  const graphs::Snapshot graph(y);
  for (const auto& node : graph.nodes())
    if (node.kind == Kind::leaf && node.needs_grad) leaves.emplace_back(const_cast<Node*>(node.node));
  return leaves;
}
// By `wanted`. The error that comes back is any numbers.
inline graphs::Snapshot with_derivatives(const Tensor& y, const std::vector<Tensor>& wanted) {
  const Tensor dy = variable(random_numbers().normal(y.shape()));
  std::vector<Tensor> roots = grad(y, wanted, {.create_graph = true, .seed = dy});
  roots.push_back(y);
  return graphs::Snapshot(roots);
}
inline graphs::Snapshot with_derivatives(Layer layer, Index T, Index d) {
  const Tensor y = layer(sequence(T, d));
  return with_derivatives(y, leaves_of(y));
}

// ---- Chains ----
// How many levels of additions a sum of n numbers needs, if any number of them may be done at once: n/2, n/4 … sums are
// left after each.
inline int levels_of_sum(Index n) { return n < 2 ? 0 : int(std::bit_width(std::uint64_t(n - 1))); }

// The longest chain in single additions, multiplications and functions of numbers: what a machine with as many
// processors as it likes has to do one after another. A softmax (here always over the last axis) has a largest number
// to find, and a sum to take.
inline int levels(const graphs::Snapshot& graph) {
  std::vector<int> depths(graph.nodes().size());
  int deepest = 0;
  for (std::size_t n = 0; n < depths.size(); ++n) {
    const graphs::SnapshotNode& node = graph.nodes()[n];
    int before = 0;
    Shape read;
    for (const auto& edge : graph.inputs(int(n))) {
      if (edge.input == 0) read = graph.nodes()[std::size_t(edge.from)].shape;
      before = std::max(before, depths[std::size_t(edge.from)]);
    }
    int own = node.kind == Kind::arithmetic;
    if (node.op == "matmul") own = 1 + levels_of_sum(read[read.rank() - 1]);
    if (node.op == "softmax") own = 3 + 2 * levels_of_sum(read[read.rank() - 1]);
    if (node.op == "sum") own = levels_of_sum(read.size() / node.shape.size());
    depths[n] = before + own;
    deepest = std::max(deepest, depths[n]);
  }
  return deepest;
}

// ---- Growth ----
// p, if between two lengths the price grows as Tᵖ.
inline double exponent(double T, double price, double longer_T, double longer_price) {
  return std::log(longer_price / price) / std::log(longer_T / T);
}

// a + b T + c T² through the prices of three lengths.
struct Parabola {
  double a, b, c;
  double at(double T) const { return a + T * (b + T * c); }
};
inline Parabola through(const std::vector<double>& T, const std::vector<double>& price) {
  const double first = (price[1] - price[0]) / (T[1] - T[0]), second = (price[2] - price[1]) / (T[2] - T[1]);
  const double c = (second - first) / (T[2] - T[0]), b = first - c * (T[0] + T[1]);
  return {price[0] - T[0] * (b + T[0] * c), b, c};
}
