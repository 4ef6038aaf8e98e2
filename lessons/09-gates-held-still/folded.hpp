// What is left of a recorded graph when its held gates are computed in advance, once for ever. A gate that is 0 or 1
// whatever is read takes operations with it:
//
//   1 − 0 = 1    1 − 1 = 0    0 ⊙ a = 0    1 ⊙ a = a    0 + a = a
//
// and all that was computed only for an operation that is gone goes as well.
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "graphs/snapshot.hpp"

class Folded {
 public:
  explicit Folded(const unroll::graphs::Snapshot& graph) : nodes_(graph.nodes().size()) {
    for (std::size_t node = 0; node < nodes_.size(); ++node) fold(graph, int(node));
    root_ = nodes_[std::size_t(graph.roots()[0])].stands_for;
    reach(root_);
  }

  // The operations that are left, and the longest chain of them.
  int count() const {
    return int(std::ranges::count_if(nodes_, [](const Node& node) { return node.reached && !node.inputs.empty(); }));
  }
  int depth() const {
    std::vector<int> depths(nodes_.size());
    for (std::size_t node = 0; node < nodes_.size(); ++node)
      for (int input : nodes_[node].inputs)
        depths[node] = std::max(depths[node], 1 + (input < 0 ? 0 : depths[std::size_t(input)]));
    return root_ < 0 ? 0 : depths[std::size_t(root_)];
  }

  // Is it the same graph but for its numbers and names: the same operations, joined in the same way?
  bool same_as(const Folded& other) const {
    std::map<int, int> partner, back;
    std::vector<std::pair<int, int>> to_do{{root_, other.root_}};
    while (!to_do.empty()) {
      const auto [mine, theirs] = to_do.back();
      to_do.pop_back();
      if (partner.contains(mine) != back.contains(theirs)) return false;
      if (partner.contains(mine)) {
        if (partner[mine] != theirs) return false;
        continue;
      }
      partner[mine] = theirs, back[theirs] = mine;
      if (mine < 0 || theirs < 0) {
        if (mine != theirs) return false;
        continue;
      }
      const Node &a = nodes_[std::size_t(mine)], &b = other.nodes_[std::size_t(theirs)];
      if (a.op != b.op || a.inputs.size() != b.inputs.size()) return false;
      for (std::size_t i = 0; i < a.inputs.size(); ++i) to_do.emplace_back(a.inputs[i], b.inputs[i]);
    }
    return true;
  }

 private:
  // What a node may stand for besides a node.
  static constexpr int zero = -2, one = -1;
  struct Node {
    std::string op;
    std::vector<int> inputs;  // what they stand for
    int stands_for;           // itself, another node, zero or one
    bool reached = false;     // from the root
  };

  void fold(const unroll::graphs::Snapshot& graph, int number) {
    const auto& recorded = graph.nodes()[std::size_t(number)];
    Node& node = nodes_[std::size_t(number)];
    node.op = recorded.op;
    for (const auto& edge : graph.inputs(number)) node.inputs.push_back(nodes_[std::size_t(edge.from)].stands_for);
    node.stands_for = number;

    const auto is = [&](std::size_t input, int what) { return node.inputs[input] == what; };
    const std::size_t arity = node.inputs.size();
    if (node.op == "sigmoid" && recorded.largest == 0.0)
      node.stands_for = zero;
    else if (node.op == "sigmoid" && recorded.smallest == 1.0)
      node.stands_for = one;
    else if (recorded.kind == unroll::Kind::plumbing && arity == 1)
      node.stands_for = node.inputs[0];
    else if (node.op == "sub" && arity == 1 && recorded.operand == 1.0 && (is(0, zero) || is(0, one)))
      node.stands_for = is(0, zero) ? one : zero;
    else if (node.op == "mul" && arity == 2 && (is(0, zero) || is(1, zero)))
      node.stands_for = zero;
    else if (arity == 2)
      for (std::size_t input : {0, 1})
        if (is(input, node.op == "mul" ? one : zero) && (node.op == "mul" || node.op == "add"))
          node.stands_for = node.inputs[1 - input];
  }

  void reach(int root) {
    std::vector<int> to_do{root};
    while (!to_do.empty()) {
      const int next = to_do.back();
      to_do.pop_back();
      if (next < 0 || nodes_[std::size_t(next)].reached) continue;
      Node& node = nodes_[std::size_t(next)];
      node.reached = true;
      to_do.insert(to_do.end(), node.inputs.begin(), node.inputs.end());
    }
  }

  std::vector<Node> nodes_;
  int root_;
};
