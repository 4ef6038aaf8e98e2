#include "graphs/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "autograd/error.hpp"
#include "autograd/node_rare.hpp"
#include "autograd/rule.hpp"

namespace unroll::graphs {

namespace {

std::string module_of(const ScopeHandle& scope) {
  std::string text;
  for (const ScopePath* p = scope.get(); p; p = p->parent) {
    const bool pass = p->backward && !(p->parent && p->parent->backward);
    if (!p->axis && !pass) text = text.empty() ? p->name : p->name + "/" + text;
  }
  return text;
}

// Of the innermost scope that has any.
std::string_view hints_of(const ScopeHandle& scope) {
  for (const ScopePath* p = scope.get(); p; p = p->parent)
    if (*p->hints) return p->hints;
  return {};
}

// An op does not tell its attributes, but its values do: 1 of 1 − z. Nothing if they were freed.
std::optional<double> operand_of(const Node& node) {
  if (node.inputs().size() != 1) return {};
  const Array& input = node.inputs()[0].node->value;
  if (!input || !node.value || input.size() != node.value.size() || input.size() == 0) return {};
  const auto xs = input.numbers();
  const auto largest = std::max_element(xs.begin(), xs.end(), [](Real a, Real b) { return std::abs(a) < std::abs(b); });
  const auto i = static_cast<std::size_t>(largest - xs.begin());  // where a quotient is known best
  const double x = static_cast<double>(xs[i]), y = static_cast<double>(node.value.numbers()[i]);
  const std::string_view op = node.op;
  const bool first = std::string_view(node.rule).starts_with("db");
  const double number = op == "add"   ? y - x
                        : op == "sub" ? (first ? y + x : x - y)
                        : op == "mul" ? y / x
                        : op == "div" ? (first ? y * x : x / y)
                                      : std::nan("");
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

}  // namespace

Snapshot::Snapshot(const Tensor& root, const Trace* trace) : Snapshot(std::vector<Tensor>{root}, trace) {}

Snapshot::Snapshot(const std::vector<Tensor>& roots, const Trace* trace) : kept_(roots) {
  if (roots.empty()) throw Error("snapshot: there is no root; hand over what was computed, such as the loss");
  for (const Tensor& root : roots) own("snapshot", root);
  walk(roots);
  if (trace) read_trace(*trace);
}

// Depth first, inputs from left to right, each node after its inputs; a stack of our own instead of recursion,
// because a chain may have millions of nodes.
void Snapshot::walk(const std::vector<Tensor>& roots) {
  struct Visit {
    const Node* node;
    std::size_t next_input;
  };
  std::vector<Visit> stack;
  for (const Tensor& root : roots) {
    stack.push_back({&root.checked(), 0});
    while (!stack.empty()) {
      Visit& visit = stack.back();
      if (numbers_.count(visit.node)) {
        stack.pop_back();
      } else if (visit.next_input < visit.node->inputs().size()) {
        const Node* input = visit.node->inputs()[visit.next_input++].node;
        if (!numbers_.count(input)) stack.push_back({input, 0});
      } else {
        add(visit.node);
        stack.pop_back();
      }
    }
    roots_.push_back(numbers_.at(root.node()));
  }
}

void Snapshot::add(const Node* node) {
  const int number = static_cast<int>(nodes_.size());
  const int first_edge = static_cast<int>(edges_.size());
  for (std::size_t i = 0; i < node->inputs().size(); ++i)
    edges_.push_back({numbers_.at(node->inputs()[i].node), number, static_cast<int>(i), {}, {}});
  SnapshotNode s{};
  s.node = node;
  s.op = node->op;
  s.rule = node->rule;
  s.name = node->name();
  s.scope = node->scope.text();
  s.module = module_of(node->scope);
  s.step = node->scope.step();
  s.backward = node->scope.backward();
  s.needs_grad = node->needs_grad;
  s.kind = node->kind;
  s.role = node->role;
  s.field = node->field;
  s.track = node->track;
  s.hints = hints_of(node->scope);
  s.shape = node->value.shape();
  s.operand = operand_of(*node);
  if (node->value) {
    s.norm = static_cast<double>(norm(node->value, {}, false).data()[0]);
    if (node->role == Role::weights) s.weights = node->value;
    if (node->value.size() == 1) s.value = static_cast<double>(node->value.item());
    for (Real x : node->value.numbers()) {
      if (std::isnan(x)) continue;
      s.smallest = std::min(s.smallest.value_or(INFINITY), static_cast<double>(x));
      s.largest = std::max(s.largest.value_or(-INFINITY), static_cast<double>(x));
    }
  }
  s.first_edge = first_edge;
  s.edge_count = static_cast<int>(edges_.size()) - first_edge;
  steps_ = std::max(steps_, s.step);
  nodes_.push_back(std::move(s));
  numbers_.emplace(node, number);
}

void Snapshot::read_trace(const Trace& trace) {
  if (!trace.root())
    throw Error(
        "snapshot: the trace is empty; call backward({.trace = &trace}) before drawing, or leave the trace out");
  traced_ = true;
  for (SnapshotNode& n : nodes_) {
    if (const auto norm = trace.norm(n.node)) n.gradient = static_cast<double>(*norm);
    n.gradient_array = trace.gradient(n.node);
  }
  for (SnapshotEdge& e : edges_) {
    const Node* user = nodes_[static_cast<std::size_t>(e.to)].node;
    if (const auto norm = trace.edge_norm(user, e.input)) e.flow = static_cast<double>(*norm);
    e.share = trace.edge(user, e.input);
  }
  if (std::ranges::none_of(nodes_, [](const SnapshotNode& n) { return n.gradient.has_value(); }))
    throw Error(
        fmt::format("snapshot: the trace is of a pass through another graph, that of {}; call "
                    "backward({{.trace = &trace}}) on what is drawn, or leave the trace out",
                    describe(*trace.root().node())));
}

std::span<const SnapshotEdge> Snapshot::inputs(int node) const {
  const SnapshotNode& n = nodes_[static_cast<std::size_t>(node)];
  return std::span(edges_).subspan(static_cast<std::size_t>(n.first_edge), static_cast<std::size_t>(n.edge_count));
}

int Snapshot::find(const Tensor& tensor) const {
  const auto found = numbers_.find(&tensor.checked());
  if (found != numbers_.end()) return found->second;
  const std::string name = tensor.name();
  throw Error(fmt::format(
      "snapshot: the {} {}of shape {} is not a part of this graph: its root was not computed from it, or not while "
      "recording was on",
      tensor.is_leaf() ? "leaf" : tensor.node()->op, name.empty() ? "" : "\"" + name + "\" ",
      to_string(tensor.shape())));
}

bool Snapshot::counts(int node, bool plumbing) const {
  const Kind kind = nodes_[static_cast<std::size_t>(node)].kind;
  return kind == Kind::arithmetic || (plumbing && kind == Kind::plumbing);
}

bool Snapshot::enters_step(int from, int to, int start) const {
  const int step = nodes_[static_cast<std::size_t>(to)].step;
  return step > 0 && (from == start || nodes_[static_cast<std::size_t>(from)].step != step);
}

// Nodes are numbered so that inputs come first: one pass over the numbers settles every distance. `length` is that of
// one edge of a path.
template <class Length, class Better>
std::vector<std::optional<int>> Snapshot::distances(const Tensor& from, const Tensor& to, Length length,
                                                    Better better) const {
  const int a = find(from), b = find(to);
  std::vector<std::optional<int>> distance(nodes_.size());
  distance[static_cast<std::size_t>(a)] = 0;
  for (int n = a + 1; n <= b; ++n) {
    auto& best = distance[static_cast<std::size_t>(n)];
    for (const SnapshotEdge& e : inputs(n))
      if (const auto before = distance[static_cast<std::size_t>(e.from)]) {
        const int here = *before + int(length(e, a));
        if (!best || better(here, *best)) best = here;
      }
  }
  return distance;
}

template <class Length, class Better>
std::optional<int> Snapshot::path(const Tensor& from, const Tensor& to, Length length, Better better) const {
  return distances(from, to, length, better)[static_cast<std::size_t>(find(to))];
}

std::string why_unreadable(const Node& node) {
  const std::string freed = "values were freed by a pass with release";
  if (!node.value) return freed;
  for (const Input& input : node.inputs()) {
    if (!input.node->value) return freed;
    if (input.version != input.node->version())
      return (input.node->name().empty() ? "a leaf" : input.node->name()) +
             " has a new value since the graph was recorded";
  }
  return "";
}

std::optional<int> Snapshot::shortest_path(const Tensor& from, const Tensor& to, bool plumbing) const {
  return path(
      from, to, [&](const SnapshotEdge& e, int) { return counts(e.to, plumbing); }, std::less<>());
}
std::optional<int> Snapshot::longest_path(const Tensor& from, const Tensor& to, bool plumbing) const {
  return path(
      from, to, [&](const SnapshotEdge& e, int) { return counts(e.to, plumbing); }, std::greater<>());
}
std::vector<int> Snapshot::shortest_way(const Tensor& from, const Tensor& to) const {
  const auto length = [&](const SnapshotEdge& e, int) { return counts(e.to, false); };
  const auto distance = distances(from, to, length, std::less<>());
  const int start = find(from);
  int node = find(to);
  if (!distance[static_cast<std::size_t>(node)]) return {};
  std::vector<int> way{node};
  while (node != start) {
    for (const SnapshotEdge& e : inputs(node))
      if (const auto before = distance[static_cast<std::size_t>(e.from)])
        if (*before + int(length(e, start)) == *distance[static_cast<std::size_t>(node)]) {
          node = e.from;
          break;
        }
    way.push_back(node);
  }
  std::reverse(way.begin(), way.end());
  return way;
}

std::optional<int> Snapshot::fewest_steps(const Tensor& from, const Tensor& to) const {
  return path(
      from, to, [&](const SnapshotEdge& e, int start) { return enters_step(e.from, e.to, start); }, std::less<>());
}
std::optional<int> Snapshot::most_steps(const Tensor& from, const Tensor& to) const {
  return path(
      from, to, [&](const SnapshotEdge& e, int start) { return enters_step(e.from, e.to, start); }, std::greater<>());
}

int Snapshot::depth(bool plumbing) const {
  std::vector<int> depth(nodes_.size(), 0);
  int deepest = 0;
  for (int n = 0; n < static_cast<int>(nodes_.size()); ++n) {
    int& here = depth[static_cast<std::size_t>(n)];
    for (const SnapshotEdge& e : inputs(n)) here = std::max(here, depth[static_cast<std::size_t>(e.from)]);
    here += int(counts(n, plumbing));
    deepest = std::max(deepest, here);
  }
  return deepest;
}

template <class Accept>
int Snapshot::count_uses(const Tensor& tensor, Accept accept) const {
  const int a = find(tensor);
  std::vector<bool> carries(nodes_.size(), false);  // is this tensor, or only moves its numbers
  carries[static_cast<std::size_t>(a)] = true;
  int uses = 0;
  for (int n = a + 1; n < static_cast<int>(nodes_.size()); ++n)
    for (const SnapshotEdge& e : inputs(n)) {
      if (!carries[static_cast<std::size_t>(e.from)]) continue;
      if (!counts(n, false))
        carries[static_cast<std::size_t>(n)] = true;
      else if (accept(nodes_[static_cast<std::size_t>(n)]))
        ++uses;
    }
  return uses;
}

int Snapshot::uses(const Tensor& tensor) const {
  return count_uses(tensor, [](const SnapshotNode&) { return true; });
}
int Snapshot::uses(const Tensor& tensor, int step) const {
  return count_uses(tensor, [step](const SnapshotNode& n) { return n.step == step; });
}

int Snapshot::count(bool plumbing) const {
  int count = 0;
  for (int n = 0; n < static_cast<int>(nodes_.size()); ++n) count += int(counts(n, plumbing));
  return count;
}
template <class Key>
std::map<std::string, int> Snapshot::count_by(bool plumbing, Key key) const {
  std::map<std::string, int> count;
  for (int n = 0; n < static_cast<int>(nodes_.size()); ++n)
    if (counts(n, plumbing)) ++count[key(nodes_[static_cast<std::size_t>(n)])];
  return count;
}
std::map<std::string, int> Snapshot::count_by_op(bool plumbing) const {
  return count_by(plumbing, [](const SnapshotNode& n) { return n.op; });
}
std::map<std::string, int> Snapshot::count_by_scope(bool plumbing) const {
  return count_by(plumbing, [](const SnapshotNode& n) { return n.scope; });
}
std::map<std::string, int> Snapshot::count_by_module(bool plumbing) const {
  return count_by(plumbing, [](const SnapshotNode& n) { return n.module; });
}

}  // namespace unroll::graphs
