// What a graph looked like at one moment, as plain data: nodes numbered by a walk from the root along the inputs,
// so that the numbers depend on the graph alone and not on the order in which it was built. Drawings start from a
// snapshot, and lessons measure their claims on it.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "autograd/backward.hpp"

namespace unroll::graphs {

// A use of node `from` as input number `input` of node `to`.
struct SnapshotEdge {
  int from, to, input;
  std::optional<double> flow;  // the norm of the gradient that came back along it; nothing if it was not traced
  Array share;                 // that gradient itself, if the trace kept arrays
};

struct SnapshotNode {
  const Node* node;  // to recognise it by
  std::string op, rule, name;
  std::string scope;   // "encoder/t=2"
  std::string module;  // the same without time steps and without what a gradient pass adds: "encoder"
  int step;            // 1 … T; 0 outside time
  bool backward;       // recorded by a gradient pass
  bool needs_grad;
  Kind kind;
  Role role;
  std::string field;  // a state's field, "h", or the letter of a value within a step
  int track;
  std::string_view hints;  // of the step it belongs to: hints.hpp
  Shape shape;
  std::optional<double> operand;  // the number that add, sub, mul or div takes beside its only input
  // Of the value; nothing if it was freed.
  std::optional<double> value;              // the number itself, if there is only one
  std::optional<double> norm;               // the Euclidean norm
  std::optional<double> smallest, largest;  // of its numbers, NaN aside; nothing if there are none
  std::optional<double> gradient;           // the gradient's norm; nothing if it was not traced
  Array weights;                            // the value, if these are attention's weights
  Array gradient_array;                     // the gradient itself, if the trace kept arrays
  int first_edge, edge_count;               // its inputs, in Snapshot::edges()
};

// Why an op's rule can't be read once more, on the values that it was recorded with; empty if it can.
std::string why_unreadable(const Node& node);

class Snapshot {
 public:
  // Everything that `root` was computed from. The trace, if given, must be of a pass through this graph. The snapshot
  // holds on to the roots: in a graph that is gone, find() could take a new node for an old one. An Error without
  // roots.
  explicit Snapshot(const Tensor& root, const Trace* trace = nullptr);
  explicit Snapshot(const std::vector<Tensor>& roots, const Trace* trace = nullptr);

  // The same graph without what was traced.
  Snapshot untraced() const { return Snapshot(kept_); }

  // Inputs come before what uses them.
  const std::vector<SnapshotNode>& nodes() const { return nodes_; }
  const std::vector<SnapshotEdge>& edges() const { return edges_; }
  std::span<const SnapshotEdge> inputs(int node) const;
  const std::vector<int>& roots() const { return roots_; }
  bool traced() const { return traced_; }
  int steps() const { return steps_; }  // the last time step; 0 if nothing recurs

  // The number of a tensor's node. Throws if the graph does not contain it.
  int find(const Tensor& tensor) const;

  // How many arithmetic ops lie on the shortest and on the longest path from `from` to `to`, `to` counted and
  // `from` not; nothing if no path leads there. Plumbing (slices, transposes …) counts only if asked.
  std::optional<int> shortest_path(const Tensor& from, const Tensor& to, bool plumbing = false) const;
  std::optional<int> longest_path(const Tensor& from, const Tensor& to, bool plumbing = false) const;
  // The nodes of the shortest path, both ends and plumbing included, `from` first; none if no path leads there. Of
  // several as short it is the one that takes the first inputs, seen from `to`.
  std::vector<int> shortest_way(const Tensor& from, const Tensor& to) const;
  // The same in time steps: how often the path enters one, that is, how many of its edges lead into a step from
  // another step, from outside time, or from `from` itself. From x_1 to h_T these are T in a recurrent network, from
  // h_1 to h_T one less, and none through attention outside time. A path that leaves a step and comes back to it
  // enters it twice.
  //
  // All paths lead through whole tensors: where T of them are stacked and sliced again, a path leads from each of them
  // to each slice. To ask about single steps, hand a sequence over as one tensor for each.
  std::optional<int> fewest_steps(const Tensor& from, const Tensor& to) const;
  std::optional<int> most_steps(const Tensor& from, const Tensor& to) const;
  // The longest path from any leaf to any root.
  int depth(bool plumbing = false) const;
  // How many arithmetic ops read this tensor, directly or through plumbing; in all steps, or in one.
  int uses(const Tensor& tensor) const;
  int uses(const Tensor& tensor, int step) const;
  // How many ops there are, in all, of each name, in each scope ("encoder/t=2"), and in each module ("encoder");
  // arithmetic ones, or plumbing too.
  int count(bool plumbing = false) const;
  std::map<std::string, int> count_by_op(bool plumbing = false) const;
  std::map<std::string, int> count_by_scope(bool plumbing = false) const;
  std::map<std::string, int> count_by_module(bool plumbing = false) const;

 private:
  void walk(const std::vector<Tensor>& roots);
  void add(const Node* node);
  void read_trace(const Trace& trace);
  bool counts(int node, bool plumbing) const;
  bool enters_step(int from, int to, int start) const;
  template <class Length, class Better>
  std::vector<std::optional<int>> distances(const Tensor& from, const Tensor& to, Length length, Better better) const;
  template <class Length, class Better>
  std::optional<int> path(const Tensor& from, const Tensor& to, Length length, Better better) const;
  template <class Key>
  std::map<std::string, int> count_by(bool plumbing, Key key) const;
  template <class Accept>
  int count_uses(const Tensor& tensor, Accept accept) const;

  std::vector<SnapshotNode> nodes_;
  std::vector<SnapshotEdge> edges_;
  std::vector<Tensor> kept_;
  std::vector<int> roots_;
  std::unordered_map<const Node*, int> numbers_;
  bool traced_ = false;
  int steps_ = 0;
};

}  // namespace unroll::graphs
