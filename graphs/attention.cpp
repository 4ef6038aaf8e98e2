#include "graphs/attention.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "autograd/error.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

struct Axes {
  int batches, heads, queries, keys;
};

Axes axes_of(const Shape& shape) {
  const int rank = static_cast<int>(shape.rank());
  Axes axes{1, 1, 1, static_cast<int>(shape[rank - 1])};
  if (rank > 1) axes.queries = static_cast<int>(shape[rank - 2]);
  if (rank > 2) axes.batches = static_cast<int>(shape[0]);
  for (int axis = 1; axis < rank - 2; ++axis) axes.heads *= static_cast<int>(shape[axis]);
  return axes;
}

// One batch entry's rows of one head.
std::vector<double> rows_of(const Array& weights, const Axes& axes, int batch, int head) {
  const auto numbers = weights.numbers();
  const std::size_t size = at(axes.queries) * at(axes.keys);
  const auto first = numbers.begin() + static_cast<std::ptrdiff_t>((at(batch) * at(axes.heads) + at(head)) * size);
  return std::vector<double>(first, first + static_cast<std::ptrdiff_t>(size));
}

void check(const AttentionOptions& options, const Axes& axes, const Shape& shape) {
  if (options.batch < 0 || options.batch >= axes.batches)
    throw Error(fmt::format("draw: no batch entry {} in attention weights {}; there are {}, from 0", options.batch,
                            to_string(shape), axes.batches));
  if (options.head < -1 || options.head >= axes.heads)
    throw Error(fmt::format("draw: no head {} in attention weights {}; there are {}, from 0, and −1 shows all",
                            options.head, to_string(shape), axes.heads));
}

// The weights that go into the first factor of a product, through dropout and plumbing; −1 if none do.
int weights_behind(const Snapshot& snapshot, int product) {
  std::vector<int> stack{snapshot.inputs(product).front().from};
  std::set<int> seen;
  while (!stack.empty()) {
    const int n = stack.back();
    stack.pop_back();
    const SnapshotNode& node = snapshot.nodes()[at(n)];
    if (node.role == Role::weights) return n;
    const bool passes = node.kind == Kind::plumbing || node.op == "mul" || node.op == "div";
    if (!passes || node.role != Role::none || !seen.insert(n).second) continue;
    for (const SnapshotEdge& e : snapshot.inputs(n)) stack.push_back(e.from);
  }
  return -1;
}

std::vector<double> mean_row(const SnapshotNode& weights, const AttentionOptions& options) {
  if (weights.shape.rank() == 0 || weights.shape.size() == 0) return {};
  const Axes axes = axes_of(weights.shape);
  if (axes.queries != 1) return {};
  check(options, axes, weights.shape);
  std::vector<double> mean(at(axes.keys), 0);
  const int first = std::max(options.head, 0), last = options.head < 0 ? axes.heads : options.head + 1;
  for (int head = first; head < last; ++head) {
    const std::vector<double> row = rows_of(weights.weights, axes, options.batch, head);
    for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += row[j] / (last - first);
  }
  return mean;
}

}  // namespace

Attentions::Attentions(const Snapshot& snapshot, const AttentionOptions& options) : options_(options) {
  std::map<std::string, std::size_t> open;  // matrices that further time steps go on with
  for (int n = 0; n < static_cast<int>(snapshot.nodes().size()); ++n) {
    const SnapshotNode& node = snapshot.nodes()[at(n)];
    if (node.backward) continue;
    if (node.op == "matmul")
      if (const int weights = weights_behind(snapshot, n); weights >= 0 && snapshot.nodes()[at(weights)].weights)
        rows_[n] = mean_row(snapshot.nodes()[at(weights)], options);
    if (node.role != Role::weights || !node.weights || node.shape.rank() == 0 || node.shape.size() == 0) continue;
    const Axes axes = axes_of(node.shape);
    check(options, axes, node.shape);
    const bool in_time = node.step > 0 && axes.queries == 1;
    for (int head = 0; head < axes.heads; ++head) {
      if (options.head >= 0 && head != options.head) continue;
      const std::vector<double> rows = rows_of(node.weights, axes, options.batch, head);
      const std::string key = fmt::format("{} {} {}", node.module, head, axes.keys);
      if (in_time && open.count(key)) {
        AttentionMatrix& matrix = matrices_[open.at(key)];
        matrix.weights.insert(matrix.weights.end(), rows.begin(), rows.end());
        matrix.nodes.push_back(n);
        ++matrix.queries;
        continue;
      }
      if (in_time) open[key] = matrices_.size();
      matrices_.push_back({node.module,
                           head,
                           axes.heads,
                           options.batch,
                           axes.batches,
                           axes.queries,
                           axes.keys,
                           in_time,
                           !in_time && axes.queries == axes.keys,
                           rows,
                           {n}});
    }
  }
}

bool Attentions::in_time() const {
  return std::any_of(matrices_.begin(), matrices_.end(), [](const AttentionMatrix& m) { return m.in_time; });
}

std::vector<int> strongest(const std::vector<double>& row, int count) {
  std::vector<int> order(row.size());
  std::iota(order.begin(), order.end(), 0);
  std::erase_if(order, [&](int j) { return row[at(j)] == 0 || std::isnan(row[at(j)]); });
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return row[at(a)] > row[at(b)]; });
  if (count >= 0 && order.size() > at(count)) order.resize(at(count));
  return order;
}

}  // namespace unroll::graphs
