// Plumbing: ops that move numbers and do no arithmetic.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "autograd/custom_op.hpp"
#include "autograd/error.hpp"

namespace unroll::inline UNROLL_PRECISION {

Tensor reshape(const Tensor& x, const Shape& shape) {
  const Shape whole = input_value("reshape", x).shape();
  if (whole == shape) return x;
  if (whole.size() != shape.size())
    throw ShapeError(fmt::format("reshape: {} to {}: {} and {} numbers; the counts must be equal{}", to_string(whole),
                                 to_string(shape), whole.size(), shape.size(), here()));
  return structural("reshape", "dx = dy, reshaped", Kind::plumbing, reshape(x.value(), shape), x,
                    [whole](const auto& dy, const auto& x, const auto& y) { return reshape(dy, whole); });
}

Tensor permute(const Tensor& x, const Axes& wanted) {
  const Shape& whole = input_value("permute", x).shape();
  std::array<int, Shape::max_rank> order{}, back{};
  const auto n = static_cast<std::size_t>(whole.rank());
  if (wanted.size() != whole.rank() || normal_axes("permute", whole, wanted).size() != whole.rank())
    throw IndexError(fmt::format("permute: {} axes were named for {}; name every axis once{}", wanted.size(),
                                 to_string(whole), here()));
  for (std::size_t i = 0; i < n; ++i) order[i] = normal_axis("permute", whole, wanted[static_cast<int>(i)]);
  for (std::size_t i = 0; i < n; ++i) back[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
  const Axes there(std::span<const int>(order.data(), n)), home(std::span<const int>(back.data(), n));
  if (n == 0) return x;
  return structural("permute", "dx = dy, permuted back", Kind::plumbing, permute(x.value(), there), x,
                    [home](const auto& dy, const auto& x, const auto& y) { return permute(dy, home); });
}

Tensor transpose(const Tensor& x, int axis_a, int axis_b) {
  const Shape& shape = input_value("transpose", x).shape();
  const int a = normal_axis("transpose", shape, axis_a), b = normal_axis("transpose", shape, axis_b);
  std::array<int, Shape::max_rank> order{};
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[static_cast<std::size_t>(a)], order[static_cast<std::size_t>(b)]);
  return permute(x, Axes(std::span<const int>(order.data(), static_cast<std::size_t>(shape.rank()))));
}

Tensor T(const Tensor& x) {
  if (input_value("T", x).rank() < 2)
    throw ShapeError(
        fmt::format("T: {} has no two axes to swap; reshape it to a matrix first{}", to_string(x.shape()), here()));
  return transpose(x, -1, -2);
}

Tensor broadcast_to(const Tensor& x, const Shape& shape) {
  const Shape whole = input_value("broadcast_to", x).shape();
  if (whole == shape) return x;
  if (!broadcasts_to(whole, shape))
    throw ShapeError(
        fmt::format("broadcast_to: {} does not fit {}; seen from the right, each extent must be equal or 1{}",
                    to_string(whole), to_string(shape), here()));
  return structural("broadcast_to", "dx = dy, summed to x's shape", Kind::plumbing, broadcast_to(x.value(), shape), x,
                    [whole](const auto& dy, const auto& x, const auto& y) { return sum_to(dy, whole); });
}

Tensor sum_to(const Tensor& x, const Shape& shape) {
  const Shape whole = input_value("sum_to", x).shape();
  if (whole == shape) return x;
  if (!broadcasts_to(shape, whole))
    throw ShapeError(
        fmt::format("sum_to: {} is not what {} broadcasts to; seen from the right, each extent must be equal "
                    "or 1 in the latter{}",
                    to_string(whole), to_string(shape), here()));
  return structural("sum_to", "dx = dy, broadcast to x's shape", Kind::plumbing, sum_to(x.value(), shape), x,
                    [whole](const auto& dy, const auto& x, const auto& y) { return broadcast_to(dy, whole); });
}

Tensor concat(std::span<const Tensor> xs, int wanted) {
  if (xs.empty()) throw Error(fmt::format("concat: no tensors to join{}", here()));
  const Shape& first = input_value("concat", xs[0]).shape();
  const int axis = normal_axis("concat", first, wanted);
  std::vector<Array> values;
  std::vector<Index> ends{0};
  for (const Tensor& x : xs) {
    const Array& value = input_value("concat", x);
    if (value.rank() != first.rank() || !(value.shape().with(axis, first[axis]) == first))
      throw ShapeError(fmt::format("concat: {} and {} differ beside axis {}; all other extents must be equal{}",
                                   to_string(first), to_string(value.shape()), axis, here()));
    values.push_back(value);
    ends.push_back(ends.back());
    if (__builtin_add_overflow(ends.back(), value.shape()[axis], &ends.back()))
      throw ShapeError(fmt::format("concat: more along axis {} than can be counted{}", axis, here()));
  }
  return structural("concat", "dxᵢ = dy, sliced", Kind::plumbing, concat(values, axis), xs,
                    [axis, ends](const auto& dy, int i) {
                      const auto k = static_cast<std::size_t>(i);
                      return slice(dy, axis, ends[k], ends[k + 1]);
                    });
}

Tensor stack(std::span<const Tensor> xs, int wanted) {
  if (xs.empty()) throw Error(fmt::format("stack: no tensors to stack{}", here()));
  const Shape piece = input_value("stack", xs[0]).shape();
  const int axis = normal_axis("stack", piece.inserted(0, 1), wanted);
  const Shape layer = piece.inserted(axis, 1);
  std::vector<Array> values;
  for (const Tensor& x : xs) {
    const Array& value = input_value("stack", x);
    if (!(value.shape() == piece))
      throw ShapeError(fmt::format("stack: {} and {} differ; all tensors must have one shape{}", to_string(piece),
                                   to_string(value.shape()), here()));
    values.push_back(reshape(value, layer));
  }
  return structural("stack", "dxᵢ = dy, sliced", Kind::plumbing, concat(values, axis), xs,
                    [axis, piece](const auto& dy, int i) { return reshape(slice(dy, axis, i, i + 1), piece); });
}

namespace {

// x[…, start … stop−1, …]; of length 1 and without the axis if `drop`.
Tensor part(const Tensor& x, int axis, Index start, Index stop, bool drop) {
  Array y = slice(x.value(), axis, start, stop);
  if (drop) y = reshape(y, x.shape().erased(axis));
  return structural(
      "slice", "dx = dy, placed into 0", Kind::plumbing, std::move(y), x,
      [axis, start](const auto& dy, const auto& x, const auto& y) { return place(dy, x.shape(), axis, start); });
}

}  // namespace

Tensor slice(const Tensor& x, int wanted, Index start, Index stop) {
  const Shape& shape = input_value("slice", x).shape();
  const int axis = normal_axis("slice", shape, wanted);
  const Index n = shape[axis], from = start < 0 ? start + n : start, to = stop < 0 ? stop + n : stop;
  if (from < 0 || to > n || from > to)
    throw IndexError(fmt::format(
        "slice: {} … {} of axis {} of {}; start and stop go from 0 to {}, or from -{} at the end, and start "
        "may not be after stop{}",
        start, stop, axis, to_string(shape), n, n, here()));
  if (from == 0 && to == n) return x;
  return part(x, axis, from, to, false);
}

Tensor Tensor::operator[](Index i) const {
  const Index at = normal_index("[]", input_value("[]", *this).shape(), 0, i);
  return part(*this, 0, at, at + 1, true);
}

Tensor assemble(const Shape& whole, std::span<const Placed<Tensor>> pieces) {
  std::vector<Tensor> tensors;
  std::vector<Placed<Array>> values;
  std::vector<Placed<Shape>> places;  // all that the rule needs of a piece
  for (const auto& p : pieces) {
    tensors.push_back(p.piece);
    values.push_back(place(p.piece.value(), p.whole, p.axis, p.start));
    places.push_back(place(p.piece.shape(), p.whole, p.axis, p.start));
  }
  return structural("assemble", "dxᵢ = dy, sliced", Kind::plumbing, assemble(whole, values), tensors,
                    [places](const auto& dy, int i) {
                      const auto& [piece, shape, axis, start] = places[static_cast<std::size_t>(i)];
                      const Index length = piece.size() / std::max<Index>(1, shape.outer(axis) * shape.inner(axis));
                      return reshape(slice(dy, axis, start, start + length), piece);
                    });
}

std::vector<Tensor> split(const Tensor& x, int wanted, Index pieces) {
  const Shape& shape = input_value("split", x).shape();
  const int axis = normal_axis("split", shape, wanted);
  if (pieces < 1 || shape[axis] % pieces != 0)
    throw ShapeError(fmt::format("split: axis {} of {} into {} equal pieces; {} is not a multiple of {}{}", axis,
                                 to_string(shape), pieces, shape[axis], pieces, here()));
  if (pieces > std::max<Index>(x.size(), 65536))  // empty ones
    throw ShapeError(fmt::format("split: {} into {} pieces, which nothing holds{}", to_string(shape), pieces, here()));
  const Index n = shape[axis] / pieces;
  std::vector<Tensor> parts;
  parts.reserve(static_cast<std::size_t>(pieces));
  for (Index i = 0; i < pieces; ++i) parts.push_back(slice(x, axis, i * n, (i + 1) * n));
  return parts;
}

Tensor flip(const Tensor& x, const Axes& wanted) {
  const Axes axes = normal_axes("flip", input_value("flip", x).shape(), wanted);
  return structural("flip", "dx = dy, flipped", Kind::plumbing, flip(x.value(), axes), x,
                    [axes](const auto& dy, const auto& x, const auto& y) { return flip(dy, axes); });
}

Tensor pad(const Tensor& x, int wanted, Index before, Index after, Real value) {
  const Shape& shape = input_value("pad", x).shape();
  const int axis = normal_axis("pad", shape, wanted);
  if (before < 0 || after < 0)
    throw IndexError(fmt::format("pad: {} before and {} after {}; use slice to take away{}", before, after,
                                 to_string(shape), here()));
  const auto filled = [&](Index extent) { return Tensor(Array::full(shape.with(axis, extent), value)); };
  return concat({filled(before), x, filled(after)}, axis);
}

}  // namespace unroll::inline UNROLL_PRECISION
