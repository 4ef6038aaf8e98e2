#include "autograd/anomaly.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "autograd/backward.hpp"
#include "autograd/custom_op.hpp"
#include "autograd/error.hpp"
#include "autograd/node_rare.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

constexpr const char* remedy =
    "keep its inputs where the op and its slope are finite: guard or clamp them, clip the gradient, or take a smaller "
    "learning rate";

bool holds_nan(const Array& x) {
  return std::ranges::any_of(x.numbers(), [](Real v) { return std::isnan(v); });
}
bool is_wild(const Array& x) {
  return !std::ranges::all_of(x.numbers(), [](Real v) { return std::isfinite(v); });
}
const char* kind(const Array& x) { return holds_nan(x) ? "NaN" : "infinite"; }

// "3", "from -1 to 4", "from 0 to inf or NaN".
std::string range(const Array& x) {
  Real low = INFINITY, high = -INFINITY;
  for (const Real v : x.numbers())
    if (!std::isnan(v)) low = std::min(low, v), high = std::max(high, v);
  if (low > high) return x.size() > 0 ? "NaN" : "without numbers";
  return (low == high ? fmt::format("{:.6g}", low) : fmt::format("from {:.6g} to {:.6g}", low, high)) +
         (holds_nan(x) ? " or NaN" : "");
}

const Array& value_of(const Node* node) { return input_value("detect_anomaly", Tensor(const_cast<Node*>(node))); }

// "its inputs are x (variable) (3) in encoder, from -1 to 4, and mul (3), 2".
std::string inputs_of(const Node& op) {
  std::string text = op.inputs().size() == 1 ? "its input is " : "its inputs are ";
  for (const Input& input : op.inputs())
    text += fmt::format("{}{}, {}", &input == &op.inputs().front() ? "" : ", and ", describe(*input.node),
                        range(value_of(input.node)));
  return text;
}

// Back from a node to the first of those before it that are `bad`, too: none of its own inputs is.
template <class Bad>
const Node* origin(const Node* node, const Bad& bad) {
  while (true) {
    const auto inputs = node->inputs();
    const auto before = std::ranges::find_if(inputs, [&](const Input& input) { return bad(value_of(input.node)); });
    if (before == inputs.end()) return node;
    node = before->node;
  }
}

std::string anomaly_in_value(const Node* root) {
  const Node* const nan = holds_nan(root->value) ? origin(root, holds_nan) : root;
  const Node* const first = origin(nan, is_wild);  // what is NaN now may have been infinite before
  const std::string what =
      fmt::format("{} is {}{}", describe(*first), kind(first->value),
                  holds_nan(root->value) && first != nan ? fmt::format(", and makes {} NaN", describe(*nan)) : "");
  if (!first->inputs().empty()) return fmt::format("{}; {}; {}", what, inputs_of(*first), remedy);
  return fmt::format("{}, and no op of this graph made it so; {}", what,
                     first->needs_grad ? "look for the optimizer's step that did, or at how it starts"
                                       : "look at the data, or record what it was computed from");
}

// The nodes that a gradient can reach.
std::vector<const Node*> reached(const Node* root) {
  std::vector<const Node*> nodes{root};
  std::unordered_set<const Node*> known{root};
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (const Input& input : nodes[i]->inputs())
      if (input.node->needs_grad && known.insert(input.node).second) nodes.push_back(input.node);
  return nodes;
}

std::string anomaly_in_gradient(const Tensor& root) {
  Trace trace(Trace::Keep::arrays);
  grad(root, std::vector<Tensor>{}, {.seed = Tensor(Array::ones(root.shape())), .trace = &trace});
  const std::vector<const Node*> nodes = reached(root.node());
  const auto is_spoilt = [&](const Node* node) { return is_wild(trace.gradient(node)); };
  if (std::ranges::none_of(nodes, [&](const Node* n) { return n->kind == Kind::leaf && is_spoilt(n); })) return "";

  std::unordered_set<const Node*> heirs;  // to whom a spoilt gradient was handed on
  for (const Node* node : nodes)
    for (std::size_t i = 0; i < node->inputs().size(); ++i)
      if (const Array share = trace.edge(node, static_cast<int>(i)); is_wild(share)) {
        heirs.insert(node->inputs()[i].node);
        if (const Array dy = trace.gradient(node); !is_wild(dy))
          return fmt::format("the rule of {}, {}, makes the gradient of {} {}; dy is {}, and {}; {}", describe(*node),
                             node->rule, describe(*node->inputs()[i].node), kind(share), range(dy), inputs_of(*node),
                             remedy);
      }
  return fmt::format(
      "the gradient of {} is infinite, as a sum of finite shares; clip the gradient at an earlier step, "
      "or take a smaller learning rate",
      describe(**std::ranges::find_if(nodes, [&](const Node* n) { return is_spoilt(n) && !heirs.contains(n); })));
}

}  // namespace

std::string anomaly(const Tensor& root) {
  if (is_wild(input_value("detect_anomaly", root))) return anomaly_in_value(root.node());
  return root.needs_grad() ? anomaly_in_gradient(root) : "";
}

void detect_anomaly(const Tensor& root) {
  if (const std::string sentence = anomaly(root); !sentence.empty()) throw Error("detect_anomaly: " + sentence);
}

}  // namespace unroll::inline UNROLL_PRECISION
