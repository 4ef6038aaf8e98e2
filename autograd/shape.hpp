// The extents of an array, row-major: the last axis is the one whose neighbours are neighbours in memory.
#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string>

#include "autograd/real.hpp"

namespace unroll::inline UNROLL_PRECISION {

class Shape;
// An axis of `shape` as 0 … rank-1. Throws an IndexError that names `op`.
int normal_axis(const char* op, const Shape& shape, int axis);
// An index along an axis as 0 … extent-1; negative ones count from the end. Throws an IndexError, too.
Index normal_index(const char* op, const Shape& shape, int axis, Index i);

class Shape {
 public:
  static constexpr int max_rank = 6;

  Shape() = default;  // rank 0: a single number
  Shape(std::initializer_list<Index> extents) : Shape(std::span(extents.begin(), extents.size())) {}
  explicit Shape(std::span<const Index> extents);

  int rank() const { return rank_; }
  Index size() const { return size_; }
  Index operator[](int axis) const {  // negative axes count from the end
    const int i = axis >= 0 && axis < rank_ ? axis : normal_axis("shape", *this, axis);
    return extents_[static_cast<std::size_t>(i)];
  }
  std::span<const Index> extents() const { return {extents_.data(), static_cast<std::size_t>(rank_)}; }

  // Copies of this shape that differ in one axis.
  Shape with(int axis, Index extent) const;
  Shape inserted(int axis, Index extent) const;
  Shape erased(int axis) const;

  // The number of elements before and after an axis: (outer, extent, inner) is how loops see an array.
  Index outer(int axis) const;
  Index inner(int axis) const;

  friend bool operator==(const Shape& a, const Shape& b) {
    if (a.rank_ != b.rank_) return false;
    for (std::size_t i = 0; i < static_cast<std::size_t>(a.rank_); ++i)
      if (a.extents_[i] != b.extents_[i]) return false;
    return true;
  }

 private:
  std::array<Index, max_rank> extents_{};
  Index size_ = 1;
  int rank_ = 0;
};

// "(2, 3)"; "()" for a single number.
std::string to_string(const Shape& shape);

// A list of axes; the empty list stands for all of them. Negative axes count from the end.
class Axes {
 public:
  Axes() = default;
  Axes(int axis) : Axes({axis}) {}
  Axes(std::initializer_list<int> axes) : Axes(std::span(axes.begin(), axes.size())) {}
  explicit Axes(std::span<const int> axes);

  int size() const { return size_; }
  int operator[](int i) const { return axes_[static_cast<std::size_t>(i)]; }
  std::span<const int> list() const { return {axes_.data(), static_cast<std::size_t>(size_)}; }

 private:
  std::array<int, Shape::max_rank> axes_{};
  int size_ = 0;
};

// The axes of `shape`, normalised, in rising order; all of them for the empty list. Throws if one comes twice.
Axes normal_axes(const char* op, const Shape& shape, const Axes& axes);

// The shape left by reducing `axes`: kept as 1, or dropped.
Shape reduced_shape(const Shape& shape, const Axes& axes, bool keepdim);

// NumPy's rule: align at the right; extents must be equal, or one of them 1 or absent.
Shape broadcast_shape(const char* op, const Shape& a, const Shape& b);
bool broadcasts_to(const Shape& from, const Shape& to);

}  // namespace unroll::inline UNROLL_PRECISION
