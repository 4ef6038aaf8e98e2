#include "autograd/derivatives.hpp"

#include <fmt/format.h>

#include "autograd/backward.hpp"
#include "autograd/error.hpp"
#include "autograd/ops.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

// Where f is evaluated: a node of its own, so that only what f itself does with x counts, not how x came about.
Tensor point(const Tensor& x, DerivativeOptions options) {
  return options.create_graph && x.needs_grad() ? x * 1 : variable(x.value());
}

// grad, for a y that may depend on nothing.
Tensor slope(const Tensor& y, const Tensor& x, bool create_graph, const Tensor& seed = {}) {
  if (!y.needs_grad()) return Tensor(Array::zeros(x.shape()));
  return grad(y, x, {.create_graph = create_graph, .seed = seed});
}

// The gradient of a single number, to be differentiated again.
Tensor gradient(const char* op, const Tensor& y, const Tensor& x) {
  if (y.size() != 1)
    throw ShapeError(fmt::format("{}: f gives {}, and second derivatives are those of one number; sum or mean first{}",
                                 op, to_string(y.shape()), here()));
  return slope(y, x, true, Tensor(Array::ones(y.shape())));
}

void check_shape(const char* op, const Tensor& v, const char* other, const Shape& shape) {
  if (!(v.shape() == shape))
    throw ShapeError(fmt::format("{}: v has shape {}, but {} has {}; the shapes must be equal{}", op,
                                 to_string(v.shape()), other, to_string(shape), here()));
}

}  // namespace

Tensor vjp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options) {
  const Recording on(true);
  const Tensor at = point(x, options), y = f(at);
  check_shape("vjp", v, "f's result", y.shape());
  return slope(y, at, options.create_graph, v);
}

// Reverse mode twice is forward mode (Townsend 2017, "A new trick for calculating Jacobian vector products"): Jᵀu is
// linear in u, so the gradient of ⟨Jᵀu, v⟩ = ⟨u, J v⟩ with respect to u is J v, whatever u is.
Tensor jvp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options) {
  check_shape("jvp", v, "x", x.shape());
  const Recording on(true);
  const Tensor at = point(x, options), y = f(at), u = variable(Array::zeros(y.shape()));
  return slope(slope(y, at, true, u), u, options.create_graph, v);
}

Tensor jacobian(const TensorFunction& f, const Tensor& x, DerivativeOptions options) {
  const Recording on(true);
  const Tensor at = point(x, options), y = f(at);
  Shape shape = y.shape();
  for (Index extent : at.shape().extents()) shape = shape.inserted(shape.rank(), extent);
  std::vector<Tensor> rows{Tensor(Array::zeros({0, at.size()}))};
  for (Index i = 0; i < y.size(); ++i) {
    Array one = Array::zeros(y.shape());
    one.write()[i] = 1;
    rows.push_back(reshape(slope(y, at, options.create_graph, Tensor(one)), {1, at.size()}));
  }
  return reshape(concat(rows, 0), shape);
}

// H is symmetric, so H v is the gradient of ⟨∂y/∂x, v⟩ (Pearlmutter 1994, "Fast exact multiplication by the Hessian").
Tensor hvp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options) {
  check_shape("hvp", v, "x", x.shape());
  return vjp([&f](const Tensor& at) { return gradient("hvp", f(at), at); }, x, v, options);
}

Tensor hessian(const TensorFunction& f, const Tensor& x, DerivativeOptions options) {
  return jacobian([&f](const Tensor& at) { return gradient("hessian", f(at), at); }, x, options);
}

}  // namespace unroll::inline UNROLL_PRECISION
