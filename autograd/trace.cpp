// What a traced pass keeps (backward.hpp).
#include "autograd/backward.hpp"
#include "autograd/rule.hpp"

namespace unroll::inline UNROLL_PRECISION {

Trace::Flow Trace::flow(const Array& gradient) const {
  return {unroll::norm(gradient, {}, false).data()[0], keep_ == Keep::arrays ? gradient : Array()};
}

void Trace::start(const Tensor& root) {
  root_ = root;
  records_.clear();
}

void Trace::note(const Node* node, const Array& gradient) { records_[node].node = flow(gradient); }

void Trace::note(const Node* user, int input, const Array& share) {
  auto& edges = records_[user].edges;
  edges.resize(user->inputs().size());
  edges[static_cast<std::size_t>(input)] = flow(share);
}

const Trace::Flow* Trace::find(const Node* node, int input) const {
  const auto found = records_.find(node);
  if (found == records_.end()) return nullptr;
  const auto& [whole, edges] = found->second;
  if (input < 0) return whole ? &*whole : nullptr;
  const auto i = static_cast<std::size_t>(input);
  return i < edges.size() && edges[i] ? &*edges[i] : nullptr;
}

std::optional<Real> Trace::norm(const Node* node) const { return edge_norm(node, -1); }
std::optional<Real> Trace::edge_norm(const Node* user, int input) const {
  const Flow* flow = find(user, input);
  return flow ? std::optional(flow->norm) : std::nullopt;
}
Array Trace::gradient(const Node* node) const { return edge(node, -1); }
Array Trace::edge(const Node* user, int input) const {
  const Flow* flow = find(user, input);
  return flow ? flow->gradient : Array();
}

}  // namespace unroll::inline UNROLL_PRECISION
