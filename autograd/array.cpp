#include "autograd/array.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "autograd/error.hpp"
#include "autograd/scope.hpp"

namespace unroll::inline UNROLL_PRECISION {

[[gnu::cold]] static void refuse(Index size) {
  throw ShapeError(fmt::format("an array of {} numbers does not fit into memory{}", size, here()));
}

Storage::Storage(Index size) {
  if (size > (Index{1} << 46) / static_cast<Index>(sizeof(Real))) refuse(size);
  const std::size_t numbers = static_cast<std::size_t>(std::max<Index>(size, 1)) * sizeof(Real);
  const std::size_t start = sizeof(Buffer) + numbers <= Pool::alignment ? sizeof(Buffer) : Pool::alignment;
  const std::size_t bytes = (start + numbers + Pool::alignment - 1) / Pool::alignment * Pool::alignment;
  void* memory = take(bytes);
  buffer_ = new (memory) Buffer{1, bytes};
  numbers_ = reinterpret_cast<Real*>(static_cast<std::byte*>(memory) + start);
  ++pool.live_buffers;
}

Storage Storage::copy(Index size) const {
  Storage fresh(size);
  std::copy_n(numbers_, size, fresh.numbers_);
  return fresh;
}

void Storage::drop(Buffer* buffer) {
  give(buffer, buffer->bytes);
  --pool.live_buffers;
}

Array::Array(const Shape& shape, std::initializer_list<Real> numbers)
    : Array(shape, std::span(numbers.begin(), numbers.size())) {}

Array::Array(const Shape& shape, std::span<const Real> numbers) : shape_(shape), storage_(shape.size()) {
  if (static_cast<Index>(numbers.size()) != size())
    throw ShapeError(fmt::format("an array of shape {} holds {} numbers, but {} were given{}", to_string(shape), size(),
                                 numbers.size(), here()));
  std::copy(numbers.begin(), numbers.end(), write());
}

Array Array::full(const Shape& shape, Real value) {
  Array array = uninitialized(shape);
  std::fill_n(array.write(), array.size(), value);
  return array;
}

Array Array::eye(Index n) {
  Array array = zeros({n, n});
  for (Index i = 0; i < n; ++i) array.write()[i * n + i] = 1;
  return array;
}

Array Array::arange(Index n) {
  Array array = uninitialized({n});
  std::iota(array.write(), array.write() + n, Real{0});
  return array;
}

Storage& Array::gather() const {
  if (const Rows apart = rows(); apart.numbers) {
    Storage together(size());
    for (Index i = 0; i < size(); i += apart.row) std::copy_n(apart.from(i), apart.row, together.write(size()) + i);
    storage_ = std::move(together);
  }
  row_ = 0;
  return storage_;
}

static void check_whole(const char* op, const Array& array) {
  if (!array)
    throw ShapeError(fmt::format("{}: the array holds nothing, as a gradient before any backward(){}", op, here()));
}

Real Array::item() const {
  check_whole("item", *this);
  if (size() != 1)
    throw ShapeError(
        fmt::format("item: {} holds {} numbers, not one; take an element with at({{…}}), or sum or mean first{}",
                    to_string(shape_), size(), here()));
  return *data();
}

Index Array::offset(std::initializer_list<Index> position) const {
  check_whole("at", *this);
  if (static_cast<int>(position.size()) != rank())
    throw IndexError(fmt::format("at: {} indices for an array of shape {}; give one for each axis{}", position.size(),
                                 to_string(shape_), here()));
  Index offset = 0;
  for (int axis = 0; Index i : position) {
    offset = offset * shape_[axis] + normal_index("at", shape_, axis, i);
    ++axis;
  }
  return offset;
}

Real Array::at(std::initializer_list<Index> position) const { return data()[offset(position)]; }

void Array::set(std::initializer_list<Index> position, Real value) {
  const Index i = offset(position);
  write()[i] = value;
}

Array Array::operator[](Index i) const {
  const Index at = normal_index("[]", shape_, 0, i);
  return {shape_.erased(0), storage().from(at * shape_.inner(0))};
}

Indices::Indices(const Shape& shape, std::vector<Index> values)
    : shape_(shape), values_(std::make_shared<const std::vector<Index>>(std::move(values))) {
  if (shape.size() != static_cast<Index>(values_->size()))
    throw ShapeError(fmt::format("indices of shape {} are {} integers, but {} were given{}", to_string(shape),
                                 shape.size(), values_->size(), here()));
}

}  // namespace unroll::inline UNROLL_PRECISION
