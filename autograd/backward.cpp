#include "autograd/backward.hpp"

#include <fmt/format.h>

#include "autograd/custom_op.hpp"
#include "autograd/error.hpp"
#include "autograd/node_rare.hpp"

namespace unroll::inline UNROLL_PRECISION {

// One gradient pass, in two walks over a list that threads through the nodes themselves: count how often each
// node is used, then take the nodes whose uses have all been answered. Linear in the graph; no recursion, no
// sorting, no hashing, no allocation.
class Sweep {
 public:
  Sweep(const char* caller, const Tensor& root, bool create_graph, Trace* trace, bool release)
      : root_(root), create_graph_(create_graph), trace_(trace), release_(release) {
    if (building.sweeping)
      throw Error(
          fmt::format("{}: a gradient pass is already running; a hook may look at it but not start another", caller));
    if (!root.needs_grad())
      throw Error(
          fmt::format("{}: {} depends on nothing that needs a gradient; make its leaves with variable(…), "
                      "and record without NoGrad{}",
                      caller, describe(*root.node()), here()));
    input_value(caller, root);  // the right thread, and not freed
    if (trace) trace->start(root);
    building.sweeping = true;
  }

  ~Sweep() {
    building.sweeping = false;
    if (left_ > 0)  // a rule or a hook threw: leave no scratch behind
      for (Node* node = root_.node(); node; node = node->next_) clear(*node);
    for (Node* node : wanted_) clear(*node);
  }

  void want(Node* node) {
    wanted_.push_back(node);
    node->wanted_ = true;  // last, so that ~Sweep takes it back whatever happens
  }

  template <class Value>
  void run(const Value& seed) {
    count_uses();
    add(*root_.node(), seed);
    Node* ready = root_.node();
    ready->ready_ = nullptr;
    while (ready) {
      Node& node = *ready;
      ready = node.ready_;
      fetch(&node, -1);
      visit<Value>(node);
      --left_;
      node.visited_ = false;
      for (const Input& input : node.inputs()) {
        if (!input.node->needs_grad || --input.node->uses_ > 0) continue;
        input.node->ready_ = ready;
        ready = input.node;
      }
    }
  }

  // The gradient of a wanted node, after the run; zeros if the root does not depend on it.
  Tensor gradient(Node& node) {
    if (create_graph_) {
      const bool reached = node.rare_ && !node.rare_->terms.empty();
      return reached ? node.rare_->terms.front() : Tensor(Array::zeros(node.value.shape()));
    }
    const Array sum(node.value.shape(), node.gradient_.numbers(node.value.shape()));
    return Tensor(sum ? sum : Array::zeros(sum.shape()));
  }

  bool adds_to_leaves = false;

 private:
  // In a large graph the inputs that are of a node's own scope come right after it, for they lie beside it; all others
  // come at the end of the list.
  void count_uses() {
    Node* last = root_.node();
    if (last->released_) refuse(*last);
    last->visited_ = true;
    last->next_ = nullptr;
    left_ = 1;
    for (Node* node = last; node; node = node->next_) {
      fetch(node, -1);
      fetch(node, 1);
      for (const Input& input : node->inputs()) {
        Node* x = input.node;
        check(*node, input);  // before any gradient has been added anywhere
        if (!x->needs_grad) continue;
        ++x->uses_;
        if (x->visited_) continue;
        x->visited_ = true;
        Node* const before = beyond_caches() && x->scope.get() == node->scope.get() ? node : last;
        x->next_ = std::exchange(before->next_, x);
        if (before == last) last = x;
        ++left_;
      }
    }
  }

  static void clear(Node& node) {
    node.gradient_ = {};
    node.uses_ = 0;
    node.visited_ = node.wanted_ = false;
    if (node.rare_) {
      node.rare_->terms = {};
      node.rare_->pieces = {};
    }
  }

  static void add(Node& node, const Array& dy) { node.gradient_.add(dy, dy.shape()); }
  static void add(Node& node, const Tensor& dy) { node.rare().terms.push_back(dy); }

  // Takes what has been added up for a node, tells whoever asked, and passes it through the node's rule.
  template <class Value>
  void visit(Node& node) {
    Value dy = complete(node, static_cast<const Value*>(nullptr));
    if (!holds(dy)) return;  // every rule between the root and this node says: no gradient
    if (trace_ || node.rare_ || node.kind == Kind::leaf) settle(node, numbers(dy));
    if (node.kind == Kind::leaf) return;
    if (hooked_)
      for (const Input& input : node.inputs()) check(node, input);  // again: a hook may have assigned what it reads
    pull(node, std::move(dy));
    if (release_) {
      node.released_ = true;
      if (&node != root_.node()) node.value = Array(node.value.shape(), Storage());
    }
  }

  static bool holds(const auto& dy) { return static_cast<bool>(dy); }
  static const Array& numbers(const Array& dy) { return dy; }
  static const Array& numbers(const Tensor& dy) { return dy.value(); }

  Array complete(Node& node, const Array*) {
    Storage& sum = node.gradient_.numbers(node.value.shape());
    if (!sum) return {};
    return Array(node.value.shape(), node.wanted_ ? sum : std::move(sum));
  }

  // Joins what was recorded for a node: the pieces by one `assemble`, the terms by one sum.
  Tensor complete(Node& node, const Tensor*) {
    if (!node.rare_ || (node.rare_->terms.empty() && node.rare_->pieces.empty())) return {};
    std::vector<Tensor> terms = std::exchange(node.rare_->terms, {});
    const auto pieces = std::exchange(node.rare_->pieces, {});
    const Scope scope(backward_scope(node));
    if (!pieces.empty()) terms.push_back(assemble(node.value.shape(), pieces));
    const Tensor dy = terms.size() == 1 ? terms.front() : add_all(terms);
    if (node.wanted_) node.rare_->terms.push_back(dy);
    return dy;
  }

  void settle(Node& node, const Array& dy) {
    if (trace_) trace_->note(&node, dy);
    Node::Rare* rare = node.rare_.get();
    if (rare)
      for (const auto& hook : std::vector(rare->hooks)) hooked_ = true, hook(dy);  // a copy: a hook may add another
    if (adds_to_leaves && (node.kind == Kind::leaf || (rare && rare->keep_gradient))) {
      Array& sum = node.rare().gradient;
      if (!sum) node.rare().begun = node.version_;
      node.mixed = node.rare().begun != node.version_;
      sum = sum ? sum + dy : dy;
    }
  }

  // Can a node's rule still read this input? Only flags are looked at here; the words are found elsewhere.
  static void check(const Node& node, const Input& input) {
    if (input.node->released_ || input.version != input.node->version_) refuse(node);
  }

  [[gnu::cold]] static void refuse(const Node& node) {
    if (node.released_)
      throw Error(
          fmt::format("backward: {} was already freed by a pass with release; a second pass needs the first one "
                      "to run without release",
                      describe(node)));
    for (const Input& input : node.inputs()) {
      if (input.node->released_)
        throw Error(
            fmt::format("backward: {} was freed by a pass with release, and {} was computed from it; run that pass "
                        "without release",
                        describe(*input.node), describe(node)));
      if (input.version != input.node->version_)
        throw Error(
            fmt::format("backward: {} has been assigned a new value since {} was computed from it; run the "
                        "forward pass again before differentiating",
                        describe(*input.node), describe(node)));
    }
  }

  void pull(Node& node, Array&& dy) { trace_ ? pull_and_trace(node, dy) : node.pull(std::move(dy)); }

  void pull_and_trace(Node& node, const Array& dy) {
    for (int i = 0; i < static_cast<int>(node.input_count_); ++i) {
      Node& x = *node.inputs_[i].node;
      if (!x.needs_grad || !node.flows_to(i)) continue;
      const Term share = node.contribution(i, dy);
      check_contribution(node, i, share.shape());
      x.gradient_.add(share, x.value.shape());  // as Node::pull does, to the last bit
      trace_->note(&node, i, share.whole());
    }
  }

  void pull(Node& node, const Tensor& dy) {
    const Scope scope(backward_scope(node));
    for (int i = 0; i < static_cast<int>(node.input_count_); ++i) {
      Node& x = *node.inputs_[i].node;
      if (!x.needs_grad || !node.flows_to(i)) continue;
      TensorTerm term = node.contribution(i, dy);
      check_contribution(node, i, term.shape());
      if (Tensor* whole = std::get_if<Tensor>(&term.value))
        x.rare().terms.push_back(std::move(*whole));
      else
        x.rare().pieces.push_back(std::move(std::get<Placed<Tensor>>(term.value)));
    }
  }

  const ScopeHandle& backward_scope(const Node& node) {
    if (!last_backward_.get() || last_forward_ != node.scope.get()) {
      last_forward_ = node.scope.get();
      last_backward_ = Scope::backward_of(node.scope);
    }
    return last_backward_;
  }

  Tensor root_;
  bool create_graph_;
  Trace* trace_;
  bool release_, hooked_ = false;
  std::size_t left_ = 0;
  std::vector<Node*> wanted_;
  SharedTransposes transposes_;
  const ScopePath* last_forward_ = nullptr;
  ScopeHandle last_backward_;
};

namespace {

Array seed_of(const char* what, const Tensor& root, const Tensor& seed) {
  const Shape& shape = root.shape();
  if (seed) {
    if (!(seed.shape() == shape))
      throw ShapeError(
          fmt::format("{}: the seed has shape {}, but {} was to be differentiated; the shapes must be equal", what,
                      to_string(seed.shape()), describe(*root.node())));
    return seed.value();
  }
  if (shape.size() != 1)
    throw ShapeError(
        fmt::format("{}: {} holds {} numbers; a gradient starts from a single one: sum or mean first, or use "
                    "grad with a seed{}",
                    what, describe(*root.node()), shape.size(), here()));
  return Array::ones(shape);
}

}  // namespace

void Tensor::backward(const BackwardOptions& options) const {
  checked();
  const Array seed = seed_of("backward", *this, {});
  Sweep sweep("backward", *this, false, options.trace, options.release);
  sweep.adds_to_leaves = true;
  sweep.run(seed);
}

std::vector<Tensor> grad(const Tensor& root, const std::vector<Tensor>& wanted, const GradOptions& options) {
  root.checked();
  const Array seed = seed_of("grad", root, options.seed);
  for (const Tensor& x : wanted)
    if (!x.needs_grad())
      throw Error(fmt::format("grad: {} needs no gradient; make it with variable(…)", describe(*x.node())));
  if (options.create_graph && options.trace)
    throw Error("grad: a trace follows numbers; ask for it without create_graph");

  Sweep sweep("grad", root, options.create_graph, options.trace, false);
  for (const Tensor& x : wanted) sweep.want(x.node());
  if (options.create_graph) {
    const Recording on(true);
    sweep.run(options.seed ? options.seed : Tensor(seed));
  } else {
    sweep.run(seed);
  }
  std::vector<Tensor> gradients;
  for (const Tensor& x : wanted) gradients.push_back(sweep.gradient(*x.node()));
  return gradients;
}

}  // namespace unroll::inline UNROLL_PRECISION
