// The graph. A Tensor is a shallow, counted handle on a Node; a Node holds a value, the op that made it and the
// inputs it was made from. An op computes at once; it records itself, that is, keeps its inputs and its gradient
// rule, if any input needs gradients and recording is on. A graph lives as long as a handle on its root.
//
// A tensor and its graph belong to the thread that made them: counts are not atomic, and mixing threads throws.
#pragma once

#include <functional>
#include <string_view>
#include <type_traits>

#include "autograd/array.hpp"
#include "autograd/scope.hpp"

namespace unroll::inline UNROLL_PRECISION {

class Node;
class Tensor;
class Trace;
struct Term;        // what a rule adds to a gradient, as numbers (rule.hpp)
struct TensorTerm;  // and as a graph
template <class Value>
struct Placed;

// Arithmetic changes numbers; plumbing only moves them (slice, transpose, broadcast_to …). Drawings fold plumbing
// into edges unless asked.
enum class Kind : std::uint8_t { leaf, arithmetic, plumbing };

// What a tensor is to a model, for drawings. Modules mark parameters, nn::unrolled marks states, losses the loss.
enum class Role : std::uint8_t { none, input, parameter, state, weights, loss };

struct BackwardOptions {
  bool release = false;    // free each value once its rule has run: less memory, and no second pass
  Trace* trace = nullptr;  // keep the gradient that flowed along each edge (backward.hpp)
};

class Tensor {
 public:
  Tensor() = default;            // a handle on nothing
  explicit Tensor(Array value);  // a constant
  explicit Tensor(Node* node);
  inline Tensor(const Tensor& other);
  Tensor(Tensor&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  Tensor& operator=(Tensor other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  inline ~Tensor();

  explicit operator bool() const& { return node_ != nullptr; }
  explicit operator bool() && = delete;  // `if (loss < 0.1)` would ask whether there is a tensor: take item() first

  // The numbers. Throws if they were freed by backward({.release = true}). Of a temporary, a copy of the handle:
  // a reference would outlive what it refers to.
  const Array& value() const&;
  Array value() const&& { return static_cast<const Tensor&>(*this).value(); }
  const Shape& shape() const&;
  Shape shape() const&& { return static_cast<const Tensor&>(*this).shape(); }
  int rank() const { return shape().rank(); }
  Index size() const { return shape().size(); }
  Index dim(int axis) const;
  Real item() const;

  bool needs_grad() const;
  bool is_leaf() const;

  // d(this)/d(leaf) is added to the gradient of every leaf that needs one. `this` must hold a single number.
  void backward(const BackwardOptions& options = {}) const;
  // What backward passes have added up in this leaf, or in an inner node after keep_grad(); empty if none did.
  Array grad() const;
  void clear_grad() const;
  void set_grad(Array gradient) const;  // of a leaf: how clipping scales it
  const Tensor& keep_grad() const;
  // Calls `hook` with the gradient of this tensor in every pass that reaches it. A hook sees a pass; it may not
  // start one, and should not capture this tensor, which then would never be freed.
  void on_gradient(std::function<void(const Array&)> hook) const;

  // A constant with the same value, cut off from the graph: no gradient flows back through it.
  Tensor detach() const;
  // Overwrites a leaf (how optimizers write). Graphs that were recorded from the old value refuse to be
  // differentiated afterwards.
  void assign(Array value) const;

  // For drawings and messages; all return the tensor itself.
  const Tensor& named(std::string name) const;
  const Tensor& called(Literal letter) const;  // within a step, such as a gate's "f": costs nothing, unlike a name
  const Tensor& mark(Role role, const char* field = "", int track = 0) const;
  std::string name() const;

  // Along the leading axis, dropping it: x[t] of a time-major sequence. A view, without a copy.
  Tensor operator[](Index i) const;

  Node* node() const { return node_; }
  Node& checked() const;  // throws if this is a handle on nothing

 private:
  Node* node_ = nullptr;
};

// A leaf that needs gradients.
Tensor variable(Array value);

// While it lives, nothing is recorded (or, with true, everything is again): for evaluation.
class Recording {
 public:
  explicit Recording(bool on) : before_(std::exchange(building.recording, on)) {}
  ~Recording() { building.recording = before_; }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

 private:
  bool before_;
};
struct NoGrad : Recording {
  [[nodiscard("it ends with its line: NoGrad off;")]] NoGrad() : Recording(false) {}
};

// One use of a node by an op, with the version of the value that the op saw.
struct Input {
  Node* node;
  std::uint32_t version;
};

// A gradient that is being added up. Pieces that lie side by side, such as a step's gates or a sequence's steps, are
// only put in their places: there need not be zeros first.
class GradientSum {
 public:
  explicit operator bool() const { return static_cast<bool>(sum_); }
  void add(const Term& term, const Shape& shape);
  Storage& numbers(const Shape& shape) {  // all of them; no storage if nothing has been added
    if (axis_ >= 0) fill(shape);
    return sum_;
  }

 private:
  void put(const Placed<Array>& piece, const Shape& shape);
  void fill(const Shape& shape);  // with 0 where no piece has been put

  // Every node has one of these, so that its fields are only as wide as they must be.
  Storage sum_;
  Index axis_ : 8 = -1;  // along which pieces have been put, from from_ up to below to_; -1: all is written
  Index from_ : 56 = 0, to_ = 0;
};

class Node {
 public:
  explicit Node(Array&& number, bool variable = false);  // a leaf
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  std::span<const Input> inputs() const { return {inputs_, input_count_}; }
  std::string name() const;  // given by named(), or of a state its field and time step, "h_2"
  std::uint32_t thread() const { return thread_; }
  std::uint32_t version() const { return version_; }  // how often assign has written the value

  // The three readings of an op's rule: what dy adds to the gradient of input i …
  virtual Term contribution(int i, const Array& dy) const;         // … as numbers,
  virtual TensorTerm contribution(int i, const Tensor& dy) const;  // … as a graph,
  virtual void pull(Array&& dy);                     // … as numbers, added to the gradients of all inputs at once
  virtual bool flows_to(int) const { return true; }  // false where an input has no rule, such as where's condition

  static void* operator new(std::size_t bytes) { return take(bytes); }
  static void operator delete(void* memory, std::size_t bytes) { give(memory, bytes); }

 protected:
  // An op; the constructor of a subclass adds inputs. The processor that the subclass was compiled for is part of
  // the name, so that one compiled for another than the library fails to link.
  template <class Processor>
  Node(std::type_identity<Processor>, Literal name, Literal text, Kind k, Array&& y);
  virtual ~Node();
  void use(Input* slots, std::size_t count) {
    inputs_ = slots;
    input_count_ = static_cast<std::uint32_t>(count);
  }

 private:
  friend class Tensor;
  friend class Sweep;
  friend class Trace;
  template <int N, class... Rules>
  friend class Elementwise;
  friend void retain(Node* node);
  friend void free_graph(Node* node);
  friend Input use(const Tensor& tensor);

  struct Rare;  // what few nodes have: a name, a kept gradient, hooks
  Rare& rare();

  // What a gradient pass reads of every node stands together, in as few cache lines as may be.
  Input* inputs_ = nullptr;
  Node* next_ = nullptr;    // the nodes of this pass; also the nodes about to be freed
  Node* ready_ = nullptr;   // the nodes whose gradient is complete
  std::uint32_t uses_ = 0;  // in this pass, not yet answered
  std::uint32_t input_count_ = 0;
  std::uint32_t references_ = 0;
  std::uint32_t version_ = 0;
  bool visited_ = false, wanted_ = false, released_ = false;

 public:
  bool needs_grad = false;
  Kind kind = Kind::leaf;
  Role role = Role::none;
  std::uint8_t track = 0;  // which of several chains a state belongs to (0 past, 1 future)
  bool mixed = false;      // gradients at different values of this leaf have been added up

 private:
  std::uint32_t thread_;
  GradientSum gradient_;  // of this pass, so far

 public:
  Array value;
  ScopeHandle scope;
  const char* op = "constant";
  const char* rule = "";
  const char* field = "";  // a state's field, "h", or the letter of a value within a step

 private:
  std::unique_ptr<Rare> rare_;
};

void free_graph(Node* node);  // a node that nobody refers to, and all that only it referred to; no recursion

inline void retain(Node* node) { ++node->references_; }

inline Tensor::Tensor(const Tensor& other) : node_(other.node_) {
  if (node_) ++node_->references_;
}
inline Tensor::~Tensor() {
  if (node_ && --node_->references_ == 0) free_graph(node_);
}

// The number of this thread, from 1.
std::uint32_t number_this_thread();
inline std::uint32_t this_thread() { return building.thread ? building.thread : number_this_thread(); }

}  // namespace unroll::inline UNROLL_PRECISION
