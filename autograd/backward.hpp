// Reverse mode. A gradient pass walks from the root back to the leaves, and reads each op's rule once: on numbers
// (backward, grad), or on tensors (grad with create_graph), which records the derivative as a graph of its own.
#pragma once

#include <concepts>
#include <optional>
#include <unordered_map>
#include <vector>

#include "autograd/tensor.hpp"

namespace unroll::inline UNROLL_PRECISION {

struct GradOptions {
  bool create_graph = false;  // the gradients come with graphs of their own, to be differentiated or drawn
  Tensor seed = {};           // d(result)/d(root), of the root's shape; needed unless the root is a single number
  Trace* trace = nullptr;     // not together with create_graph
};

// d(root)/d(wanted), one tensor for each; zeros for what the root does not depend on. Leaves' own gradients
// (Tensor::grad) are not touched. `wanted` may be leaves or inner nodes.
std::vector<Tensor> grad(const Tensor& root, const std::vector<Tensor>& wanted, const GradOptions& options = {});
// Of W alone, its gradient alone; of {W}, as of {W, b}, a list.
template <std::same_as<Tensor> One>
Tensor grad(const Tensor& root, const One& wanted, const GradOptions& options = {}) {
  return grad(root, std::vector{wanted}, options).front();
}

// What flowed in one pass: for every node its gradient, and for every edge (a use of a node by an op) its share.
// The shares of all uses of a node add up to its gradient.
class Trace {
 public:
  enum class Keep { norms, arrays };
  explicit Trace(Keep keep = Keep::norms) : keep_(keep) {}

  // The Euclidean norm of the gradient; nothing if the pass did not reach the node or the edge.
  std::optional<Real> norm(const Node* node) const;
  std::optional<Real> edge_norm(const Node* user, int input) const;
  // The gradient itself; empty unless arrays are kept.
  Array gradient(const Node* node) const;
  Array edge(const Node* user, int input) const;

  const Tensor& root() const { return root_; }  // of the traced pass; empty before one

 private:
  friend class Sweep;
  struct Flow {
    Real norm;
    Array gradient;
  };
  struct Record {
    std::optional<Flow> node;
    std::vector<std::optional<Flow>> edges;
  };
  Flow flow(const Array& gradient) const;
  void start(const Tensor& root);
  void note(const Node* node, const Array& gradient);
  void note(const Node* user, int input, const Array& share);
  const Flow* find(const Node* node, int input) const;

  Keep keep_;
  Tensor root_;
  std::unordered_map<const Node*, Record> records_;
};

}  // namespace unroll::inline UNROLL_PRECISION
