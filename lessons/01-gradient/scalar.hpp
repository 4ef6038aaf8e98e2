// The smallest engine that differentiates a program: numbers, the operations between them, and for each
// operation a rule. The exercises of lesson 1 complete it. Unroll's own engine does the same with arrays, and
// its rules are written so that they can be recorded, too.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scalar {

class Node;
using Value = std::shared_ptr<Node>;  // a handle: a graph lives as long as a handle on its root
using Shares = std::vector<double>;

// One number of a computation, and how it came about.
class Node {
 public:
  // dL/dy, where y is this node, becomes the share of dL/d(input) that flows back along the edge to each
  // input.
  using Rule = std::function<Shares(double dy)>;

  Node(double number_, std::vector<Value> inputs, Rule rule_)
      : number(number_), rule(std::move(rule_)), inputs_(std::move(inputs)) {}

  const double number;
  double gradient = 0;  // dL/d(this), once the backward sweep is through
  const Rule rule;      // empty for a leaf

  // What the number was computed from, in the order of the rule's shares; empty for a leaf.
  const std::vector<Value>& inputs() const {
    ++times_asked;
    return inputs_;
  }
  mutable int times_asked = 0;  // a backward sweep that asks one node often visits it too often

 private:
  std::vector<Value> inputs_;
};

inline Value leaf(double number) { return std::make_shared<Node>(number, std::vector<Value>{}, nullptr); }

// Records an operation: its result, its inputs, its rule.
inline Value record(double number, std::vector<Value> inputs, Node::Rule rule) {
  return std::make_shared<Node>(number, std::move(inputs), std::move(rule));
}

// y = a + b, so dL/da = dL/dy and dL/db = dL/dy.
inline Value add(const Value& a, const Value& b) {
  return record(a->number + b->number, {a, b}, [](double dy) { return Shares{dy, dy}; });
}

// y = a − b, so dL/da = dL/dy and dL/db = −dL/dy.
inline Value subtract(const Value& a, const Value& b) {
  return record(a->number - b->number, {a, b}, [](double dy) { return Shares{dy, -dy}; });
}

// y = x², so dL/dx = 2x dL/dy. A rule captures numbers, or handles on inputs; never a handle on its own
// answer, which would keep itself alive for ever.
inline Value square(const Value& x) {
  return record(x->number * x->number, {x}, [x](double dy) { return Shares{2 * x->number * dy}; });
}

}  // namespace scalar
