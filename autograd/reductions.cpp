// Ops over axes. The rules speak of arrays and tensors as wholes, in the names of rule.hpp.
#include <fmt/format.h>

#include <cmath>

#include "autograd/custom_op.hpp"
#include "autograd/error.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

// What a reduction has to know of its input: the axes, and the shape with those axes kept as 1.
struct Over {
  Axes axes;
  Shape whole, kept;

  Over(const char* op, const Tensor& x, const Axes& wanted, bool may_be_empty = true)
      : axes(normal_axes(op, input_value(op, x).shape(), wanted)),
        whole(x.shape()),
        kept(reduced_shape(whole, axes, true)) {
    if (!may_be_empty && count() == 0)
      throw ShapeError(fmt::format("{}: {} has nothing along the axes to reduce; give it at least one element{}", op,
                                   to_string(whole), here()));
  }
  Index count() const {
    Index n = 1;
    for (int axis : axes.list()) n *= whole[axis];
    return n;
  }
  // A result of the reduction, spread over the input's shape again.
  auto spread() const {
    return [kept = kept, whole = whole](const auto& y) { return broadcast_to(reshape(y, kept), whole); };
  }
};

constexpr Real inf = std::numeric_limits<Real>::infinity();

// On tensors; kernels/reductions.cpp has them on arrays.
Tensor softmax_gradient(const Tensor& dy, const Tensor& y, int axis) { return y * (dy - sum(dy * y, axis, true)); }
Tensor log_softmax_gradient(const Tensor& dy, const Tensor& y, int axis) { return dy - exp(y) * sum(dy, axis, true); }

}  // namespace

Tensor sum(const Tensor& x, const Axes& axes, bool keepdim) {
  const Over over("sum", x, axes);
  return structural("sum", "dx = dy, spread", Kind::arithmetic, sum(x.value(), over.axes, keepdim), x,
                    [spread = over.spread()](auto dy, auto x, auto y) { return spread(dy); });
}

Tensor mean(const Tensor& x, const Axes& axes, bool keepdim) {
  const Over over("mean", x, axes, false);
  return sum(x, axes, keepdim) / static_cast<Real>(over.count());
}

Tensor var(const Tensor& x, const Axes& axes, bool keepdim, Index correction) {
  const Over over("var", x, axes, false);
  if (correction < 0 || over.count() <= correction)
    throw ShapeError(fmt::format("var: {} elements of {} with correction {}; it must be 0 or more, and below that{}",
                                 over.count(), to_string(over.whole), correction, here()));
  return sum(square(x - mean(x, axes, true)), axes, keepdim) / static_cast<Real>(over.count() - correction);
}

// Shared by max and min: equal extremes share the gradient.
static Tensor extreme(Literal op, Array value, const Tensor& x, const Over& over) {
  return structural(op, "dx = dy where x = y, shared by equals", Kind::arithmetic, std::move(value), x,
                    [spread = over.spread(), axes = over.axes](auto dy, auto x, auto y) {
                      const auto hits = x == spread(y);
                      return where(hits, spread(dy) / spread(sum(hits, axes, true)), 0);
                    });
}

Tensor max(const Tensor& x, const Axes& axes, bool keepdim) {
  const Over over("max", x, axes, false);
  return extreme("max", max(x.value(), over.axes, keepdim), x, over);
}
Tensor min(const Tensor& x, const Axes& axes, bool keepdim) {
  const Over over("min", x, axes, false);
  return extreme("min", min(x.value(), over.axes, keepdim), x, over);
}

Tensor norm(const Tensor& x, const Axes& axes, bool keepdim) {
  const Over over("norm", x, axes);
  return structural("norm", "dx = dy x / y, 0 where y = 0", Kind::arithmetic, norm(x.value(), over.axes, keepdim), x,
                    [spread = over.spread()](auto dy, auto x, auto y) {
                      const auto length = spread(y);
                      return where(length == 0, 0, spread(dy) * x / where(length == 0, 1, length));
                    });
}

// The greatest is taken out first, so that nothing overflows. Its slope is exp(x - y), divided by its sum: beside a
// large y, log Σ has been rounded away. A row that is −∞ as a whole, all masked, has no softmax: no gradient flows
// through it, as in nn's attention.
Tensor logsumexp(const Tensor& x, const Axes& axes, bool keepdim) {
  const Over over("logsumexp", x, axes, false);
  Array top = max(x.value(), over.axes, true);
  top = where(abs(top) == inf, 0, top);  // −∞ − (−∞) would be NaN
  const Array y = top + log(sum(exp(x.value() - over.spread()(top)), over.axes, true));
  return structural("logsumexp", "dx = dy softmax x", Kind::arithmetic,
                    reshape(y, reduced_shape(over.whole, over.axes, keepdim)), x,
                    [spread = over.spread(), axes = over.axes](auto dy, auto x, auto y) {
                      const auto p = exp(x - spread(where(y == -inf, 0, y))), total = sum(p, axes, true);
                      return spread(dy) * p / spread(where(total == 0, 1, total));
                    });
}

Tensor softmax(const Tensor& x, int wanted) {
  const int axis = Over("softmax", x, wanted, false).axes[0];
  return structural("softmax", "dx = y (dy - Σ dy y)", Kind::arithmetic, softmax(x.value(), axis), x,
                    [axis](auto dy, auto x, auto y) { return softmax_gradient(dy, y, axis); });
}

Tensor log_softmax(const Tensor& x, int wanted) {
  const int axis = Over("log_softmax", x, wanted, false).axes[0];
  return structural("log_softmax", "dx = dy - exp(y) Σ dy", Kind::arithmetic, log_softmax(x.value(), axis), x,
                    [axis](auto dy, auto x, auto y) { return log_softmax_gradient(dy, y, axis); });
}

Tensor cumsum(const Tensor& x, int wanted) {
  const int axis = normal_axis("cumsum", input_value("cumsum", x).shape(), wanted);
  return structural("cumsum", "dx = dy, summed from the end", Kind::arithmetic, cumsum(x.value(), axis), x,
                    [axis](auto dy, auto x, auto y) { return flip(cumsum(flip(dy, axis), axis), axis); });
}

Tensor add_all(std::span<const Tensor> xs) {
  if (xs.empty()) throw Error(fmt::format("add_all: no tensors to add{}", here()));
  Array total = input_value("add_all", xs[0]);
  for (const Tensor& x : xs.subspan(1)) {
    if (!(input_value("add_all", x).shape() == total.shape()))
      throw ShapeError(fmt::format("add_all: {} and {} differ; all tensors must have one shape: broadcast_to it{}",
                                   to_string(total.shape()), to_string(x.shape()), here()));
    total = total + x.value();
  }
  return structural("add_all", "dx = dy", Kind::arithmetic, std::move(total), xs, [](auto dy, int) { return dy; });
}

}  // namespace unroll::inline UNROLL_PRECISION
