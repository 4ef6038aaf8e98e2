#include "autograd/tensor.hpp"

#include <fmt/format.h>

#include <atomic>

#include "autograd/custom_op.hpp"
#include "autograd/error.hpp"
#include "autograd/node_rare.hpp"

namespace unroll::inline UNROLL_PRECISION {

// Node

Node::Node(Array&& number, bool variable)
    : needs_grad(variable),
      thread_(this_thread()),
      value(std::move(number)),
      scope(building.scope),
      op(variable ? "variable" : "constant") {
  ++pool.live_nodes;
}

template <class Processor>
Node::Node(std::type_identity<Processor>, Literal name, Literal text, Kind k, Array&& y) : Node(std::move(y)) {
  op = name.text;
  rule = text.text;
  kind = k;
}
template Node::Node(ThisProcessor, Literal, Literal, Kind, Array&&);

Node::~Node() { --pool.live_nodes; }

Term Node::contribution(int, const Array&) const { throw Error("a leaf has no gradient rule"); }
TensorTerm Node::contribution(int, const Tensor&) const { throw Error("a leaf has no gradient rule"); }

void Node::pull(Array&& dy) {
  for (std::size_t i = 0; i < input_count_; ++i) {
    Node& x = *inputs_[i].node;
    if (!x.needs_grad) continue;
    const Term term = contribution(static_cast<int>(i), dy);
    if (!term.has_shape(x.value.shape())) check_contribution(*this, static_cast<int>(i), term.shape());
    x.gradient_.add(term, x.value.shape());
  }
}

void check_contribution(const Node& op, int i, const Shape& got) {
  const Shape& wanted = op.inputs()[static_cast<std::size_t>(i)].node->value.shape();
  if (!(got == wanted))
    throw ShapeError(
        fmt::format("the gradient rule of {} gives {} for input {}, which has shape {}; a rule returns its input's "
                    "shape: sum_to or broadcast_to it",
                    describe(op), to_string(got), i, to_string(wanted)));
}

Node::Rare& Node::rare() {
  if (!rare_) rare_ = std::make_unique<Rare>();
  return *rare_;
}

std::string Node::name() const {
  if (rare_ && !rare_->name.empty()) return rare_->name;
  return role == Role::state && scope.step() > 0 ? fmt::format("{}_{}", field, scope.step()) : "";
}

void free_graph(Node* node) {
  node->next_ = nullptr;
  for (Node* dead = node; dead;) {
    fetch(dead, -1);
    Node* more = dead->next_;
    for (std::size_t i = 0; i < dead->input_count_; ++i) {
      Node* input = dead->inputs_[i].node;
      if (--input->references_ > 0) continue;
      input->next_ = more;
      more = input;
    }
    delete dead;
    dead = more;
  }
}

std::uint32_t number_this_thread() {
  static std::atomic<std::uint32_t> count{0};
  return building.thread = ++count;
}

// Tensor

Tensor::Tensor(Node* node) : node_(node) {
  if (node_) retain(node_);
}

namespace {

Array full(Array value) {
  if (!value)
    throw Error(fmt::format("a tensor of an array that holds nothing: was it a gradient before any pass?{}", here()));
  return value;
}

}  // namespace

Tensor::Tensor(Array value) : Tensor(new Node(full(std::move(value)))) {}
Tensor variable(Array value) { return Tensor(new Node(full(std::move(value)), true)); }

Node& Tensor::checked() const {
  if (!node_) throw Error(fmt::format("a tensor that holds nothing was used; give it a value first{}", here()));
  return *node_;
}

const Array& Tensor::value() const& { return input_value("value", *this); }

Node& own(const char* op, const Tensor& x) {
  Node& node = x.checked();
  if (node.thread() != this_thread())
    throw Error(
        fmt::format("{}: a tensor made by thread {} was used by thread {}; a graph belongs to one thread: pass a copy "
                    "of its numbers, such as a std::vector, between threads{}",
                    op, node.thread(), this_thread(), here()));
  return node;
}

void refuse_input(const char* op, const Tensor& x) {
  throw Error(
      fmt::format("{}: the value of {} was freed by backward with release; read it before, detach() it, or run "
                  "backward without release{}",
                  op, describe(own(op, x)), here()));
}

std::string describe(const Node& node) {
  const std::string name = node.name(), place = node.scope.text();
  return fmt::format("{} {}{}", name.empty() ? std::string(node.op) : fmt::format("{} ({})", name, node.op),
                     to_string(node.value.shape()), place.empty() ? "" : " in " + place);
}

const Shape& Tensor::shape() const& { return checked().value.shape(); }
Index Tensor::dim(int axis) const { return shape()[normal_axis("dim", shape(), axis)]; }
Real Tensor::item() const { return value().item(); }
bool Tensor::needs_grad() const { return checked().needs_grad; }
bool Tensor::is_leaf() const { return checked().kind == Kind::leaf; }

Array Tensor::grad() const { return own("grad", *this).rare_ ? node_->rare_->gradient : Array(); }
void Tensor::clear_grad() const {
  if (own("clear_grad", *this).rare_) node_->rare_->gradient = Array();
}

void Tensor::set_grad(Array gradient) const {
  Node& node = own("set_grad", *this);
  if (node.kind != Kind::leaf || !node.needs_grad)
    throw Error(fmt::format("set_grad: {} is not a leaf that needs gradients", describe(node)));
  if (!(gradient.shape() == node.value.shape()))
    throw ShapeError(fmt::format("set_grad: a gradient of shape {} for {}; the shapes must be equal{}",
                                 to_string(gradient.shape()), describe(node), here()));
  if (!node.rare().gradient) node.rare().begun = node.version_, node.mixed = false;
  node.rare().gradient = std::move(gradient);
}

const Tensor& Tensor::keep_grad() const {
  if (!needs_grad())
    throw Error(fmt::format("keep_grad: {} needs no gradient; make its inputs variables", describe(*node_)));
  node_->rare().keep_gradient = true;
  return *this;
}

void Tensor::on_gradient(std::function<void(const Array&)> hook) const {
  if (!needs_grad())
    throw Error(fmt::format("on_gradient: no gradient ever reaches {}; make its inputs variables", describe(*node_)));
  node_->rare().hooks.push_back(std::move(hook));
}

Tensor Tensor::detach() const { return Tensor(value()); }

void Tensor::assign(Array value) const {
  input_value("assign", *this);
  Node& node = *node_;
  if (node.kind != Kind::leaf)
    throw Error(fmt::format("assign: {} was computed by an op; only leaves are assigned", describe(node)));
  if (!(value.shape() == node.value.shape()))
    throw ShapeError(fmt::format("assign: a value of shape {} for {}; the shapes must be equal{}",
                                 to_string(value.shape()), describe(node), here()));
  node.value = std::move(value);
  ++node.version_;
}

const Tensor& Tensor::named(std::string name) const {
  checked().rare().name = std::move(name);
  return *this;
}

const Tensor& Tensor::called(Literal letter) const {
  checked().field = letter.text;
  return *this;
}

const Tensor& Tensor::mark(Role role, const char* field, int track) const {
  Node& node = checked();
  node.role = role;
  node.field = field;
  node.track = static_cast<std::uint8_t>(track);
  return *this;
}

std::string Tensor::name() const { return checked().name(); }

}  // namespace unroll::inline UNROLL_PRECISION
