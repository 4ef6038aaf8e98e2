// Every name that a gradient rule may use. A rule is a generic lambda, written once and read three ways:
//   on Lanes   a few numbers at once: elementwise rules, in one fused pass over memory     (lanes.hpp)
//   on Array   whole arrays: structural rules such as those of matmul, sum, slice          (this file)
//   on Tensor  the same text records the derivative's own graph                            (ops.hpp)
// so all three offer the same names. Numbers written in a rule are Real, on either side of any operator.
#pragma once

#include <variant>

#include "autograd/tensor.hpp"

namespace unroll::inline UNROLL_PRECISION {

// ---- Elementwise, for arrays of equal shapes ----
#define UNROLL_ARRAY_BINARY(name)             \
  Array name(const Array& a, const Array& b); \
  Array name(const Array& a, Real b);         \
  Array name(Real a, const Array& b);
UNROLL_ARRAY_BINARY(operator+)
UNROLL_ARRAY_BINARY(operator-)
UNROLL_ARRAY_BINARY(operator*)
UNROLL_ARRAY_BINARY(operator/)
UNROLL_ARRAY_BINARY(operator<)  // comparisons give 0 and 1, and have no gradient
UNROLL_ARRAY_BINARY(operator<=)
UNROLL_ARRAY_BINARY(operator>)
UNROLL_ARRAY_BINARY(operator>=)
UNROLL_ARRAY_BINARY(operator==)
UNROLL_ARRAY_BINARY(operator!=)
UNROLL_ARRAY_BINARY(maximum)
UNROLL_ARRAY_BINARY(minimum)
UNROLL_ARRAY_BINARY(pow)
#undef UNROLL_ARRAY_BINARY

// Selects: a NaN in the branch that is not taken does not leak.
Array where(const Array& condition, const Array& a, const Array& b);
Array where(const Array& condition, const Array& a, Real b);
Array where(const Array& condition, Real a, const Array& b);
Array where(const Array& condition, Real a, Real b);

Array operator-(const Array& x);
Array abs(const Array& x);
Array sign(const Array& x);
Array square(const Array& x);
Array sqrt(const Array& x);
Array exp(const Array& x);
Array log(const Array& x);
Array log1p(const Array& x);
Array sin(const Array& x);
Array cos(const Array& x);
Array tanh(const Array& x);
Array sigmoid(const Array& x);
Array erf(const Array& x);

// ---- Structural ----
Array sum(const Array& x, const Axes& axes = {}, bool keepdim = false);
Array max(const Array& x, const Axes& axes = {}, bool keepdim = false);
Array min(const Array& x, const Axes& axes = {}, bool keepdim = false);
Array broadcast_to(const Array& x, const Shape& shape);
Array sum_to(const Array& x, const Shape& shape);  // the adjoint of broadcast_to
Array reshape(const Array& x, const Shape& shape);
Array permute(const Array& x, const Axes& order);
Array slice(const Array& x, int axis, Index start, Index stop);
Array concat(std::span<const Array> xs, int axis);
Array flip(const Array& x, const Axes& axes);
Array cumsum(const Array& x, int axis);
Array embedding(const Array& table, const Indices& ids);

// In one pass over memory, with the gradients that reductions.cpp has as formulas.
Array norm(const Array& x, const Axes& axes, bool keepdim);  // right where squares overflow or vanish, too
Array softmax(const Array& x, int axis);
Array softmax_gradient(const Array& dy, const Array& y, int axis);
Array log_softmax(const Array& x, int axis);
Array log_softmax_gradient(const Array& dy, const Array& y, int axis);

// The last two axes swapped, and a product that has not been computed yet: a gradient takes it up in place.
struct Transposed {
  Array array;
  operator Array() const;
};
struct Factor {
  Array array;
  bool transposed;
  Factor(const Array& whole) : array((whole.data(), whole)), transposed(false) {}  // gathered once, for all uses
  Factor(const Transposed& t) : array(t.array), transposed(true) {}
};
struct Product {
  Factor a, b;
  Shape shape() const;
  operator Array() const;
};
inline Transposed T(const Array& x) { return {x}; }
Product matmul(const Factor& a, const Factor& b);  // equal leading axes; (…, m, k) times (…, k, n)

// While it lives, as long as a gradient pass: a matrix whose transpose is a factor again and again is transposed once.
struct SharedTransposes {
  struct Kept;
  std::unique_ptr<Kept> kept;
  SharedTransposes();
  ~SharedTransposes();
};

// Rows to be added into a table of as many rows: the adjoint of embedding, also taken up in place.
struct Scattered {
  Array rows;
  Indices ids;
  Shape whole;
  operator Array() const;
};
Scattered scatter_add(const Array& x, const Indices& ids, Index rows);

// A piece of a larger array that is 0 elsewhere: along `axis`, from `start`.
template <class Value>
struct Placed {
  Value piece;
  Shape whole;
  int axis;
  Index start;
};
template <class Value>
Placed<Value> place(const Value& piece, const Shape& whole, int axis, Index start) {
  return {piece, whole, axis, start};
}
Array assemble(const Shape& whole, std::span<const Placed<Array>> pieces);
Tensor assemble(const Shape& whole, std::span<const Placed<Tensor>> pieces);  // layout.cpp

// ---- What a rule returns ----
struct Term {
  std::variant<Array, Product, Placed<Array>, Scattered> value;
  Term(Array whole) : value(std::move(whole)) {}
  Term(Product product) : value(std::move(product)) {}
  Term(Placed<Array> placed) : value(std::move(placed)) {}
  Term(Scattered scattered) : value(std::move(scattered)) {}

  Shape shape() const;
  bool has_shape(const Shape& shape) const;
  Array whole() const;
};
struct TensorTerm {
  std::variant<Tensor, Placed<Tensor>> value;
  TensorTerm(Tensor whole) : value(std::move(whole)) {}
  TensorTerm(Placed<Tensor> placed) : value(std::move(placed)) {}
  Shape shape() const;
};

}  // namespace unroll::inline UNROLL_PRECISION
