// softmax and log_softmax, row by row: a row stays in the nearest cache from its first reading to its last.
#include <limits>

#include "autograd/kernels/folds.hpp"
#include "autograd/rule.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

// The order of axes that brings one to the end, which is its own inverse.
Axes with_last(int rank, int axis) {
  std::array<int, Shape::max_rank> order{};
  for (int i = 0; i < rank; ++i) order[static_cast<std::size_t>(i)] = i;
  std::swap(order[static_cast<std::size_t>(axis)], order[static_cast<std::size_t>(rank - 1)]);
  return Axes(std::span<const int>(order.data(), static_cast<std::size_t>(rank)));
}

// body(y, x…, n) for every row along the axis.
template <class Body, class... X>
Array by_rows(int axis, const Body& body, const Array& first, const X&... rest) {
  const Shape& shape = first.shape();
  if (axis != shape.rank() - 1) {
    const Axes order = with_last(shape.rank(), axis);
    return permute(by_rows(shape.rank() - 1, body, permute(first, order), permute(rest, order)...), order);
  }
  Array y = Array::uninitialized(shape);
  const Index n = shape[axis];
  Real* const to = y.write();
  for (Index at = 0; at < y.size(); at += n) body(to + at, first.data() + at, (rest.data() + at)..., n);
  return y;
}

// y = exp(x − top); returns the sum of y.
Real exponentials(Real* y, const Real* x, Real top, Index n) {
  map_lanes(
      y, n, [top](Lanes v) -> Lanes { return exp(v - top); }, x);
  return Add::all(y, n);
}

}  // namespace

Array softmax(const Array& x, int axis) {
  return by_rows(
      axis,
      [](Real* y, const Real* row, Index n) {
        const Real total = exponentials(y, row, Extreme<true>::all(row, n), n);
        map_lanes(
            y, n, [total](Lanes e) -> Lanes { return e / total; }, static_cast<const Real*>(y));
      },
      x);
}

Array softmax_gradient(const Array& dy, const Array& y, int axis) {
  return by_rows(
      axis,
      [](Real* dx, const Real* d, const Real* p, Index n) {
        map_lanes(
            dx, n, [](Lanes a, Lanes b) -> Lanes { return a * b; }, d, p);
        const Real mean = Add::all(dx, n);
        map_lanes(
            dx, n, [mean](Lanes a, Lanes b) -> Lanes { return b * (a - mean); }, d, p);
      },
      dy, y);
}

Array log_softmax(const Array& x, int axis) {
  return by_rows(
      axis,
      [](Real* y, const Real* row, Index n) {
        Real top = Extreme<true>::all(row, n);
        if (std::abs(top) == std::numeric_limits<Real>::infinity()) top = 0;  // −∞ − (−∞) would be NaN
        const Real log_sum = std::log(exponentials(y, row, top, n));
        map_lanes(  // not v − (top + log_sum): beside a large top, the logarithm would be rounded away
            y, n, [top, log_sum](Lanes v) -> Lanes { return v - top - log_sum; }, row);
      },
      x);
}

Array log_softmax_gradient(const Array& dy, const Array& y, int axis) {
  return by_rows(
      axis,
      [](Real* dx, const Real* d, const Real* log_p, Index n) {
        const Real total = Add::all(d, n);
        map_lanes(
            dx, n, [total](Lanes a, Lanes b) -> Lanes { return a - exp(b) * total; }, d, log_p);
      },
      dy, y);
}

}  // namespace unroll::inline UNROLL_PRECISION
