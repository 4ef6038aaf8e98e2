// Numbers without gradients: Array, an n-dimensional array of Real (rank 0 to 6, row-major, contiguous), and
// Indices, the same of integers.
//
// An Array is a value: copies are cheap, because they share one buffer until one of them is written to, which
// then gets a buffer of its own. A slice along the leading axis and a reshape share the buffer, too. The count of
// those who share is not atomic: an Array stays in the thread that made it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "autograd/pool.hpp"
#include "autograd/shape.hpp"

namespace unroll::inline UNROLL_PRECISION {

// A counted buffer, and where in it our numbers begin.
class Storage {
 public:
  Storage() = default;
  explicit Storage(Index size);  // contents undefined
  Storage(const Storage& other) : buffer_(other.buffer_), numbers_(other.numbers_) {
    if (buffer_) ++buffer_->references;
  }
  Storage(Storage&& other) noexcept
      : buffer_(std::exchange(other.buffer_, nullptr)), numbers_(std::exchange(other.numbers_, nullptr)) {}
  Storage& operator=(Storage other) noexcept {
    std::swap(buffer_, other.buffer_);
    std::swap(numbers_, other.numbers_);
    return *this;
  }
  ~Storage() { reset(); }

  explicit operator bool() const { return buffer_ != nullptr; }
  bool unique() const { return buffer_->references == 1; }
  const Real* data() const { return numbers_; }
  Real* write(Index size) {  // numbers of our own to write to, copied first if they are shared
    if (!buffer_ || !unique()) *this = copy(size);
    return numbers_;
  }
  Storage from(Index offset) const {
    Storage part(*this);
    part.numbers_ += offset;
    return part;
  }
  void reset() {
    if (buffer_ && --buffer_->references == 0) drop(buffer_);
    buffer_ = nullptr;
    numbers_ = nullptr;
  }

 private:
  struct Buffer {  // the numbers follow: in the same 64 bytes if they fit, else from the next multiple of 64
    std::uint32_t references = 1;
    std::size_t bytes = 0;
  };
  Storage copy(Index size) const;
  static void drop(Buffer* buffer);

  Buffer* buffer_ = nullptr;
  Real* numbers_ = nullptr;
};

class Array {
 public:
  Array() = default;  // holds nothing: shape (0), and operator bool is false
  Array(const Shape& shape, std::initializer_list<Real> numbers);
  Array(const Shape& shape, std::span<const Real> numbers);
  Array(const Shape& shape, Storage storage) : shape_(shape), storage_(std::move(storage)) {}
  // Of rows that lie apart: a slice of columns, or (stride 0) one row again and again. They are copied together when
  // somebody asks for data(); elementwise loops read them where they are. Row and stride are small, as every node holds
  // an array: longer rows are copied when they are sliced.
  Array(const Shape& shape, Storage first, std::int32_t row, std::int32_t stride)
      : shape_(shape), storage_(std::move(first)), row_(row), stride_(stride) {}

  static Array uninitialized(const Shape& shape) { return {shape, Storage(shape.size())}; }
  static Array full(const Shape& shape, Real value);
  static Array zeros(const Shape& shape) { return full(shape, 0); }
  static Array ones(const Shape& shape) { return full(shape, 1); }
  static Array scalar(Real value) { return full({}, value); }
  static Array eye(Index n);
  static Array arange(Index n);  // 0, 1, … n-1

  explicit operator bool() const { return static_cast<bool>(storage_); }
  const Shape& shape() const { return shape_; }
  int rank() const { return shape_.rank(); }
  Index size() const { return shape_.size(); }
  Index dim(int axis) const { return shape_[normal_axis("dim", shape_, axis)]; }

  const Real* data() const { return storage().data(); }
  std::span<const Real> numbers() const { return {data(), static_cast<std::size_t>(size())}; }

  // Where the numbers are: one after another (row is 0), or in rows of that length, `stride` apart.
  struct Rows {
    const Real* numbers;
    Index row = 0, stride = 0;
    const Real* from(Index i) const { return numbers + (row ? i / row * stride + i % row : i); }
  };
  Rows rows() const { return {storage_.data(), row_, stride_}; }
  Real* write() { return storage().write(size()); }
  const Storage& storage() const { return row_ > 0 ? gather() : storage_; }
  Storage& storage() { return row_ > 0 ? gather() : storage_; }

  Real item() const;  // the one number of an array of size 1
  Real at(std::initializer_list<Index> position) const;
  void set(std::initializer_list<Index> position, Real value);
  Array operator[](Index i) const;  // along the leading axis, without a copy; negative counts from the end

 private:
  Index offset(std::initializer_list<Index> position) const;
  Storage& gather() const;

  Shape shape_{0};
  mutable Storage storage_;
  mutable std::int32_t row_ = 0, stride_ = 0;
};

// As files hold them: a model's parameters, what an optimizer remembers.
struct NamedArray {
  std::string name;
  Array array;
};

// As NumPy prints: nested brackets, at most six rows and columns of each axis, `digits` significant digits.
std::string to_string(const Array& array, int digits = 4);

// Integers for ids, targets, lengths and gathers. Immutable; copies share.
class Indices {
 public:
  Indices() : Indices(Shape{0}, {}) {}
  Indices(std::initializer_list<Index> values) : Indices(std::vector<Index>(values)) {}
  explicit Indices(std::vector<Index> values)
      : Indices{Shape{static_cast<Index>(values.size())}, std::move(values)} {}  // braces: left to right
  Indices(const Shape& shape, std::vector<Index> values);

  const Shape& shape() const { return shape_; }
  Index size() const { return shape_.size(); }
  std::span<const Index> values() const { return *values_; }
  Index operator[](Index i) const { return (*values_)[static_cast<std::size_t>(i)]; }

 private:
  Shape shape_;
  std::shared_ptr<const std::vector<Index>> values_;
};

}  // namespace unroll::inline UNROLL_PRECISION
