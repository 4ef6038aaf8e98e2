// Sums and extremes over axes, softmax: names of rule.hpp, on arrays.
#include <algorithm>
#include <cmath>
#include <limits>

#include "autograd/lanes.hpp"
#include "autograd/rule.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

// Pairwise, so that the error grows with log n and not with n.
Lanes lane_sum(const Real* x, Index n) {
  constexpr Index w = Lanes::width, block = 64 * w;
  if (n > block) {
    const Index half = (n / 2 + w - 1) / w * w;
    return lane_sum(x, half) + lane_sum(x + half, n - half);
  }
  Lanes sum(Real{0});
  for (Index i = 0; i < n; i += w) sum = sum + Lanes::load(x + i);
  return sum;
}

// How numbers are joined into one: two at a time, and all of a row.
struct Add {
  static constexpr Real start = 0;
  static Lanes join(Lanes a, Lanes b) { return a + b; }
  static Real all(const Real* x, Index n) {
    const Index whole = n / Lanes::width * Lanes::width;
    Real lanes[Lanes::width];
    lane_sum(x, whole).store(lanes);
    Real sum = 0;
    for (Real lane : lanes) sum += lane;
    for (Index i = whole; i < n; ++i) sum += x[i];
    return sum;
  }
};
template <bool greatest>
struct Extreme {
  static constexpr Real start = (greatest ? -1 : 1) * std::numeric_limits<Real>::infinity();
  static Lanes join(Lanes a, Lanes b) { return greatest ? maximum(a, b) : minimum(a, b); }
  static Real all(const Real* x, Index n) {
    Lanes best(start);
    Index i = 0;
    for (; i + Lanes::width <= n; i += Lanes::width) best = join(best, Lanes::load(x + i));
    if (i < n) best = join(best, Lanes::load_first(x + i, n - i));  // repeats the first
    Real lanes[Lanes::width];
    best.store(lanes);
    Real result = lanes[0];
    for (Real lane : lanes)
      if (!std::isnan(result) && !(greatest ? result > lane : result < lane)) result = lane;
    return result;
  }
};

// out += the sum (or extreme) of `rows` rows of n numbers; pairwise in the rows, too.
template <class Op>
void join_rows(Real* out, const Real* x, Index rows, Index n) {
  constexpr Index block = 128;
  if (rows > block) {
    Storage half(n);
    Real* other = half.write(n);
    std::fill_n(other, n, Op::start);
    join_rows<Op>(out, x, rows / 2, n);
    join_rows<Op>(other, x + rows / 2 * n, rows - rows / 2, n);
    map_lanes(
        out, n, [](Lanes a, Lanes b) { return Op::join(a, b); }, static_cast<const Real*>(out),
        static_cast<const Real*>(other));
    return;
  }
  for (Index r = 0; r < rows; ++r)
    map_lanes(
        out, n, [](Lanes a, Lanes b) { return Op::join(a, b); }, static_cast<const Real*>(out), x + r * n);
}

template <class Op>
Array reduce(const char* op, const Array& x, const Axes& wanted, bool keepdim) {
  const Axes axes = normal_axes(op, x.shape(), wanted);
  const Shape shape = reduced_shape(x.shape(), axes, keepdim);
  if (axes.size() == 0) return x;
  const int first = axes[0], last = axes[axes.size() - 1];
  if (last - first + 1 != axes.size()) {  // bring the reduced axes together at the front
    std::vector<int> order(axes.list().begin(), axes.list().end());
    for (int i = 0; i < x.rank(); ++i)
      if (std::find(axes.list().begin(), axes.list().end(), i) == axes.list().end()) order.push_back(i);
    std::vector<int> front(static_cast<std::size_t>(axes.size()));
    for (std::size_t i = 0; i < front.size(); ++i) front[i] = static_cast<int>(i);
    return reshape(reduce<Op>(op, permute(x, Axes(order)), Axes(front), false), shape);
  }
  const Index outer = x.shape().outer(first), inner = x.shape().inner(last);
  Index middle = 1;
  for (int i = first; i <= last; ++i) middle *= x.shape()[i];
  Array y = Array::full(shape, Op::start);
  if (y.size() == 0) return y;  // however many rows of nothing there are
  Real* out = y.write();
  for (Index o = 0; o < outer; ++o) {
    const Real* from = x.data() + o * middle * inner;
    if (inner == 1)
      out[o] = Op::all(from, middle);
    else
      join_rows<Op>(out + o * inner, from, middle, inner);
  }
  return y;
}

}  // namespace

Array sum(const Array& x, const Axes& axes, bool keepdim) { return reduce<Add>("sum", x, axes, keepdim); }
Array max(const Array& x, const Axes& axes, bool keepdim) { return reduce<Extreme<true>>("max", x, axes, keepdim); }
Array min(const Array& x, const Axes& axes, bool keepdim) { return reduce<Extreme<false>>("min", x, axes, keepdim); }

Array norm(const Array& x, const Axes& axes, bool keepdim) {
  using Limits = std::numeric_limits<Real>;
  constexpr Real inf = Limits::infinity();
  const Real least = std::sqrt(Limits::min()) / Limits::epsilon();  // below, squares lose digits
  const Array y = sqrt(sum(square(x), axes, keepdim));
  if (std::ranges::all_of(y.numbers(), [least](Real each) { return each >= least && each < inf; })) return y;
  const Array greatest = max(abs(x), axes, true), scale = where((greatest > 0) * (greatest < inf), greatest, 1);
  const Array scaled = x / broadcast_to(scale, x.shape());
  return where((y >= least) * (y < inf), y, reshape(scale, y.shape()) * sqrt(sum(square(scaled), axes, keepdim)));
}

// ---- softmax and log_softmax, row by row: a row stays in the nearest cache from its first reading to its last ----

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
