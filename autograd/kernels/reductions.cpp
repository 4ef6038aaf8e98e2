// Sums and extremes over axes: names of rule.hpp, on arrays.
#include <algorithm>

#include "autograd/kernels/folds.hpp"
#include "autograd/rule.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

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

}  // namespace unroll::inline UNROLL_PRECISION
