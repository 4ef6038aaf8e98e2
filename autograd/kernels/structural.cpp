// The structural names of rule.hpp, on arrays: layout, pieces, rows of a table.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "autograd/error.hpp"
#include "autograd/lanes.hpp"
#include "autograd/rule.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

using Strides = std::array<Index, Shape::max_rank>;

Strides strides_of(const Shape& shape) {
  Strides strides{};
  Index step = 1;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    strides[static_cast<std::size_t>(i)] = step;
    step *= shape[i];
  }
  return strides;
}

// y[i, j, …] = x[offset + i s0 + j s1 + …]: permutations, broadcasts and flips are all this copy.
Array strided_copy(const Array& x, const Shape& shape, const Strides& strides, Index offset = 0) {
  Array y = Array::uninitialized(shape);
  Real* out = y.write();
  if (y.size() == 0) return y;
  const int last = shape.rank() - 1;
  if (last < 0) {
    *out = x.data()[offset];
    return y;
  }
  const Index n = shape[last], step = strides[static_cast<std::size_t>(last)];
  std::array<Index, Shape::max_rank> at{};
  const Real* row = x.data() + offset;
  while (true) {
    if (step == 1)
      std::copy_n(row, n, out);
    else if (step == 0)
      std::fill_n(out, n, *row);
    else
      for (Index i = 0; i < n; ++i) out[i] = row[i * step];
    out += n;
    int axis = last - 1;
    for (; axis >= 0; --axis) {  // count up, as an odometer does
      const auto a = static_cast<std::size_t>(axis);
      row += strides[a];
      if (++at[a] < shape[axis]) break;
      row -= strides[a] * shape[axis];
      at[a] = 0;
    }
    if (axis < 0) return y;
  }
}

// Arrays are where rules compute: what a rule asks for must be possible, else memory would be read that is not ours.
void demand(bool possible, const char* op, const Array& x, const Shape& shape) {
  if (!possible)
    throw ShapeError(fmt::format("{} of arrays: {} to {} is not possible{}; look at the shapes that the rule is given",
                                 op, to_string(x.shape()), to_string(shape), here()));
}

// Shorter rows are copied at once; so are those that an Array cannot describe.
bool worth_a_row(Index row, Index stride) {
  return row >= 16 && std::max(row, stride) <= std::numeric_limits<std::int32_t>::max();
}

// Is x, broadcast, all of x again and again?
bool repeats_whole(const Shape& x, const Shape& shape) {
  Index size = 1;
  for (int i = 1; i <= shape.rank() && size < x.size(); ++i) {
    if (i > x.rank() || x[x.rank() - i] != shape[shape.rank() - i]) return false;
    size *= shape[shape.rank() - i];
  }
  return true;
}

}  // namespace

Array broadcast_to(const Array& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  demand(x && broadcasts_to(x.shape(), shape), "broadcast_to", x, shape);
  if (x.size() == 1 && shape.size() > 0) return Array::full(shape, *x.data());
  if (worth_a_row(x.size(), 0) && repeats_whole(x.shape(), shape))
    return {shape, x.storage(), static_cast<std::int32_t>(x.size()), 0};
  const Strides own = strides_of(x.shape());
  Strides strides{};
  for (int i = 1; i <= x.rank(); ++i)
    if (x.shape()[x.rank() - i] != 1)
      strides[static_cast<std::size_t>(shape.rank() - i)] = own[static_cast<std::size_t>(x.rank() - i)];
  return strided_copy(x, shape, strides);
}

Array sum_to(const Array& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  demand(x && broadcasts_to(shape, x.shape()), "sum_to", x, shape);
  std::vector<int> axes;
  for (int i = 1; i <= x.rank(); ++i)
    if (i > shape.rank() || (shape[shape.rank() - i] == 1 && x.shape()[x.rank() - i] != 1))
      axes.push_back(x.rank() - i);
  return reshape(axes.empty() ? x : sum(x, Axes(axes), true), shape);
}

Array reshape(const Array& x, const Shape& shape) {
  demand(x && x.size() == shape.size(), "reshape", x, shape);
  return {shape, x.storage()};
}

Array permute(const Array& x, const Axes& order) {
  const Strides own = strides_of(x.shape());
  Strides strides{};
  std::array<Index, Shape::max_rank> extents{};
  for (int i = 0; i < order.size(); ++i) {
    strides[static_cast<std::size_t>(i)] = own[static_cast<std::size_t>(order[i])];
    extents[static_cast<std::size_t>(i)] = x.shape()[order[i]];
  }
  return strided_copy(x, Shape(std::span<const Index>(extents.data(), static_cast<std::size_t>(order.size()))),
                      strides);
}

Array slice(const Array& x, int axis, Index start, Index stop) {
  const Shape shape = x.shape().with(axis, stop - start);
  demand(start >= 0 && stop <= x.shape()[axis], "slice", x, shape);
  const Index inner = x.shape().inner(axis);
  if (x.shape().outer(axis) == 1) return {shape, x.storage().from(start * inner)};  // contiguous: a view
  const Index row = (stop - start) * inner, stride = x.shape()[axis] * inner;
  if (worth_a_row(row, stride))
    return {shape, x.storage().from(start * inner), static_cast<std::int32_t>(row), static_cast<std::int32_t>(stride)};
  return strided_copy(x, shape, strides_of(x.shape()), start * inner);
}

Array concat(std::span<const Array> xs, int axis) {
  std::vector<Placed<Array>> pieces;
  Index start = 0;
  for (const Array& x : xs) {
    pieces.push_back({x, {}, axis, start});
    start += x.shape()[axis];
  }
  return assemble(xs.front().shape().with(axis, start), pieces);
}

Array flip(const Array& x, const Axes& axes) {
  Strides strides = strides_of(x.shape());
  Index offset = 0;
  for (int axis : axes.list()) {
    Index& stride = strides[static_cast<std::size_t>(axis)];
    offset += stride * (x.shape()[axis] - 1);
    stride = -stride;
  }
  return strided_copy(x, x.shape(), strides, offset);
}

Array cumsum(const Array& x, int axis) {
  Array y = Array::uninitialized(x.shape());
  const Index outer = x.shape().outer(axis), n = x.shape()[axis], inner = x.shape().inner(axis);
  for (Index o = 0; o < outer; ++o) {
    const Real* from = x.data() + o * n * inner;
    Real* to = y.write() + o * n * inner;
    for (Index i = 0; i < n * inner; ++i) to[i] = from[i] + (i < inner ? Real{0} : to[i - inner]);
  }
  return y;
}

namespace {

void check_ids(const char* op, const Shape& shape, const Indices& ids, Index rows) {
  for (Index i = 0; i < ids.size(); ++i)
    if (ids[i] < 0 || ids[i] >= rows)
      throw IndexError(fmt::format("{}: {} with id {} at position {}; ids go from 0 to {}{}", op, to_string(shape),
                                   ids[i], i, rows - 1, here()));
}

}  // namespace

Array embedding(const Array& table, const Indices& ids) {
  check_ids("embedding", table.shape(), ids, table.shape()[0]);
  Shape shape = ids.shape();
  for (int i = 1; i < table.rank(); ++i) shape = shape.inserted(shape.rank(), table.shape()[i]);
  const Index width = table.shape().inner(0);
  Array y = Array::uninitialized(shape);
  Real* out = y.write();
  for (Index i = 0; i < ids.size(); ++i) std::copy_n(table.data() + ids[i] * width, width, out + i * width);
  return y;
}

Scattered scatter_add(const Array& x, const Indices& ids, Index rows) {
  if (rows < 0)
    throw ShapeError(
        fmt::format("scatter_add: {} into a table of {} rows; give 0 or more{}", to_string(x.shape()), rows, here()));
  check_ids("scatter_add", x.shape(), ids, rows);
  Shape shape{rows};
  for (int i = ids.shape().rank(); i < x.rank(); ++i) shape = shape.inserted(shape.rank(), x.shape()[i]);
  return {x, ids, shape};
}

namespace {

// whole[…, start + i, …] (+)= piece[…, i, …] along the axis. A piece may lack an axis of length 1.
template <bool add>
void put_at(Real* whole, const Shape& shape, const Placed<Array>& placed) {
  const Index outer = shape.outer(placed.axis), inner = shape.inner(placed.axis), n = shape[placed.axis];
  if (outer * inner == 0) return;
  const Index block = placed.piece.size() / outer;
  for (Index o = 0; o < outer; ++o) {
    Real* to = whole + (o * n + placed.start) * inner;
    const Real* from = placed.piece.data() + o * block;
    if constexpr (add)
      map_lanes(
          to, block, [](Lanes a, Lanes b) { return a + b; }, static_cast<const Real*>(to), from);
    else
      std::copy_n(from, block, to);
  }
}

}  // namespace

Array assemble(const Shape& whole, std::span<const Placed<Array>> pieces) {
  Array y = Array::zeros(whole);
  for (const auto& piece : pieces) put_at<true>(y.write(), whole, piece);
  return y;
}

namespace {

// Adds each row to its place in the table.
void add_rows(Real* table, const Scattered& scattered) {
  const Index width = scattered.whole.inner(0);
  for (Index i = 0; i < scattered.ids.size(); ++i) {
    Real* row = table + scattered.ids[i] * width;
    map_lanes(
        row, width, [](Lanes a, Lanes b) { return a + b; }, static_cast<const Real*>(row),
        scattered.rows.data() + i * width);
  }
}

}  // namespace

Scattered::operator Array() const {
  Array table = Array::zeros(whole);
  add_rows(table.write(), *this);
  return table;
}

// Term

Shape Term::shape() const {
  if (const Array* array = std::get_if<Array>(&value)) return array->shape();
  if (const Product* product = std::get_if<Product>(&value)) return product->shape();
  if (const Scattered* scattered = std::get_if<Scattered>(&value)) return scattered->whole;
  return std::get<Placed<Array>>(value).whole;
}
bool Term::has_shape(const Shape& shape) const {
  if (const Array* array = std::get_if<Array>(&value)) return array->shape() == shape;
  if (const auto* placed = std::get_if<Placed<Array>>(&value)) return placed->whole == shape;
  return this->shape() == shape;
}
Shape TensorTerm::shape() const {
  if (const Tensor* tensor = std::get_if<Tensor>(&value)) return tensor->shape();
  return std::get<Placed<Tensor>>(value).whole;
}

Array Term::whole() const {
  if (const Array* array = std::get_if<Array>(&value)) return *array;
  if (const Product* product = std::get_if<Product>(&value)) return *product;
  if (const Scattered* scattered = std::get_if<Scattered>(&value)) return *scattered;
  const auto& placed = std::get<Placed<Array>>(value);
  return assemble(placed.whole, std::span(&placed, 1));
}

void multiply(const Product& product, Real* out, bool add);  // matmul.cpp

void GradientSum::add(const Term& term, const Shape& shape) {
  if (const auto* placed = std::get_if<Placed<Array>>(&term.value)) return put(*placed, shape);
  Storage& sum = numbers(shape);
  if (const auto* scattered = std::get_if<Scattered>(&term.value)) {
    if (!sum) sum = Array::zeros(shape).storage();
    add_rows(sum.write(shape.size()), *scattered);
  } else if (const auto* product = std::get_if<Product>(&term.value)) {
    const bool more = static_cast<bool>(sum);
    if (!more) sum = Storage(shape.size());
    multiply(*product, sum.write(shape.size()), more);
  } else if (const Array& array = std::get<Array>(term.value); !sum) {
    sum = array.storage();
  } else {
    Real* out = sum.write(shape.size());
    map_rows(
        out, shape.size(), [](Lanes a, Lanes b) { return a + b; }, Array::Rows{out}, array.rows());
  }
}

namespace {

void zero(Real* whole, const Shape& shape, int axis, Index from, Index to) {
  const Index inner = shape.inner(axis);
  for (Index o = 0; from < to && o < shape.outer(axis); ++o)
    std::fill_n(whole + (o * shape[axis] + from) * inner, (to - from) * inner, Real{0});
}

}  // namespace

void GradientSum::put(const Placed<Array>& placed, const Shape& shape) {
  if (shape.size() == 0) sum_ = Storage(0);
  if (shape.size() == 0) return;
  const Index n = shape[placed.axis], start = placed.start, stop = start + placed.piece.size() * n / shape.size();
  if (!sum_) {
    sum_ = Storage(shape.size());
    axis_ = placed.axis;
    from_ = to_ = start;
  }
  const bool beside = axis_ == placed.axis && (start >= to_ || stop <= from_);
  if (!beside) fill(shape);
  Real* whole = sum_.write(shape.size());
  if (!beside) return put_at<true>(whole, shape, placed);
  zero(whole, shape, axis_, to_, start);
  zero(whole, shape, axis_, stop, from_);
  put_at<false>(whole, shape, placed);
  from_ = std::min(from_, start);
  to_ = std::max(to_, stop);
  if (from_ == 0 && to_ == n) axis_ = -1;
}

void GradientSum::fill(const Shape& shape) {
  if (axis_ < 0) return;
  Real* whole = sum_.write(shape.size());
  zero(whole, shape, axis_, 0, from_);
  zero(whole, shape, axis_, to_, shape[axis_]);
  axis_ = -1;
}

}  // namespace unroll::inline UNROLL_PRECISION
