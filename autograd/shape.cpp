#include "autograd/shape.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autograd/error.hpp"
#include "autograd/scope.hpp"

namespace unroll::inline UNROLL_PRECISION {

[[noreturn, gnu::cold]] static void refuse(std::span<const Index> extents) {
  if (extents.size() > Shape::max_rank)
    throw ShapeError(
        fmt::format("a shape of rank {}: at most {} axes are supported{}", extents.size(), Shape::max_rank, here()));
  for (const Index extent : extents)
    if (extent < 0)
      throw ShapeError(fmt::format("a shape with extent {}: extents are 0 or more, and none is worked out for you{}",
                                   extent, here()));
  throw ShapeError(fmt::format("a shape with more elements than can be counted{}", here()));
}

Shape::Shape(std::span<const Index> extents) : rank_(static_cast<int>(extents.size())) {
  if (rank_ > max_rank) refuse(extents);
  Index counted = 1;  // as if an extent of 0 were 1: outer() and inner() leave it out
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (extents[i] < 0 || __builtin_mul_overflow(counted, std::max<Index>(extents[i], 1), &counted)) refuse(extents);
    extents_[i] = extents[i];
    size_ *= extents[i];
  }
}

Shape Shape::with(int axis, Index extent) const {
  auto e = extents_;
  e[static_cast<std::size_t>(axis)] = extent;
  return Shape(std::span<const Index>(e.data(), static_cast<std::size_t>(rank_)));
}

Shape Shape::inserted(int axis, Index extent) const {
  std::array<Index, max_rank + 1> e{};
  std::copy_n(extents_.begin(), axis, e.begin());
  e[static_cast<std::size_t>(axis)] = extent;
  std::copy_n(extents_.begin() + axis, rank_ - axis, e.begin() + axis + 1);
  return Shape(std::span<const Index>(e.data(), static_cast<std::size_t>(rank_) + 1));
}

Shape Shape::erased(int axis) const {
  auto e = extents_;
  std::copy(e.begin() + axis + 1, e.begin() + rank_, e.begin() + axis);
  return Shape(std::span<const Index>(e.data(), static_cast<std::size_t>(rank_) - 1));
}

Index Shape::outer(int axis) const {
  Index n = 1;
  for (int i = 0; i < axis; ++i) n *= extents_[static_cast<std::size_t>(i)];
  return n;
}

Index Shape::inner(int axis) const {
  Index n = 1;
  for (int i = axis + 1; i < rank_; ++i) n *= extents_[static_cast<std::size_t>(i)];
  return n;
}

std::string to_string(const Shape& shape) { return fmt::format("({})", fmt::join(shape.extents(), ", ")); }

Axes::Axes(std::span<const int> axes) : size_(static_cast<int>(axes.size())) {
  if (size_ > Shape::max_rank) throw ShapeError(fmt::format("a list of {} axes: at most {}", size_, Shape::max_rank));
  std::copy(axes.begin(), axes.end(), axes_.begin());
}

int normal_axis(const char* op, const Shape& shape, int axis) {
  const int rank = shape.rank();
  if (axis < -rank || axis >= rank)
    throw IndexError(fmt::format(
        "{}: axis {} of {}: {}{}", op, axis, to_string(shape),
        rank == 0 ? "a single number has no axes" : fmt::format("axes go from {} to {}", -rank, rank - 1), here()));
  return axis < 0 ? axis + rank : axis;
}

Index normal_index(const char* op, const Shape& shape, int axis, Index i) {
  const Index n = shape[normal_axis(op, shape, axis)];
  if (i < -n || i >= n)
    throw IndexError(fmt::format("{}: index {} is outside axis {} of {}; indices go from {} to {}{}", op, i, axis,
                                 to_string(shape), -n, n - 1, here()));
  return i < 0 ? i + n : i;
}

Axes normal_axes(const char* op, const Shape& shape, const Axes& axes) {
  std::array<int, Shape::max_rank> list{};
  int n = 0;
  if (axes.size() == 0) {
    for (; n < shape.rank(); ++n) list[static_cast<std::size_t>(n)] = n;
  } else {
    for (int axis : axes.list()) list[static_cast<std::size_t>(n++)] = normal_axis(op, shape, axis);
    std::sort(list.begin(), list.begin() + n);
    if (const auto twice = std::adjacent_find(list.begin(), list.begin() + n); twice != list.begin() + n)
      throw IndexError(
          fmt::format("{}: axis {} of {} is named twice; name each axis once{}", op, *twice, to_string(shape), here()));
  }
  return Axes(std::span<const int>(list.data(), static_cast<std::size_t>(n)));
}

Shape reduced_shape(const Shape& shape, const Axes& axes, bool keepdim) {
  std::array<Index, Shape::max_rank> kept{};
  std::size_t n = 0;
  for (int i = 0; i < shape.rank(); ++i) {
    const auto list = axes.list();
    if (std::find(list.begin(), list.end(), i) == list.end())
      kept[n++] = shape[i];
    else if (keepdim)
      kept[n++] = 1;
  }
  return Shape(std::span<const Index>(kept.data(), n));
}

Shape broadcast_shape(const char* op, const Shape& a, const Shape& b) {
  const int rank = std::max(a.rank(), b.rank());
  std::array<Index, Shape::max_rank> joint{};
  for (int i = 1; i <= rank; ++i) {
    const Index x = i <= a.rank() ? a[a.rank() - i] : 1, y = i <= b.rank() ? b[b.rank() - i] : 1;
    if (x != y && x != 1 && y != 1)
      throw ShapeError(fmt::format(
          "{}: {} and {} do not broadcast: {} and {} differ in axis -{}{}; extents must be equal, or one of them 1", op,
          to_string(a), to_string(b), x, y, i, here()));
    joint[static_cast<std::size_t>(rank - i)] = x == 1 ? y : x;
  }
  return Shape(std::span<const Index>(joint.data(), static_cast<std::size_t>(rank)));
}

bool broadcasts_to(const Shape& from, const Shape& to) {
  if (from.rank() > to.rank()) return false;
  for (int i = 1; i <= from.rank(); ++i) {
    const Index x = from[from.rank() - i];
    if (x != 1 && x != to[to.rank() - i]) return false;
  }
  return true;
}

}  // namespace unroll::inline UNROLL_PRECISION
