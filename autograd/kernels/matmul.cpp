// Matrix products on arrays: shapes and leading axes; gemm.cpp multiplies.
#include <fmt/format.h>

#include <algorithm>

#include "autograd/error.hpp"
#include "autograd/kernels/gemm.hpp"
#include "autograd/rule.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

Index rows(const Factor& f) { return f.array.shape()[f.array.rank() - (f.transposed ? 1 : 2)]; }
Index columns(const Factor& f) { return f.array.shape()[f.array.rank() - (f.transposed ? 2 : 1)]; }

}  // namespace

Shape Product::shape() const {
  const int rank = a.array.rank();
  return a.array.shape().with(rank - 2, rows(a)).with(rank - 1, columns(b));
}

// A few rows times the transpose of a large matrix: what a recurrent weight does at every step of a backward pass. From
// its second use on it is kept transposed until the pass ends, where gemm is faster so.
struct SharedTransposes::Kept {
  struct Pair {
    Array matrix, transposed;  // both held: nobody can write to the one, nor the pool hand out its memory anew
  };
  std::vector<Pair> pairs;
  std::array<const Real*, 8> seen{};  // once, lately; perhaps freed since
  std::size_t next = 0;

  const Real* find(const Array& matrix) {
    for (const Pair& pair : pairs)
      if (pair.matrix.data() == matrix.data() && pair.matrix.shape() == matrix.shape()) return pair.transposed.data();
    if (std::find(seen.begin(), seen.end(), matrix.data()) == seen.end()) {
      seen[next++ % seen.size()] = matrix.data();
      return nullptr;
    }
    if (pairs.size() == 8) return nullptr;
    const Index rows = matrix.shape()[0], columns = matrix.shape()[1];
    Array transposed = Array::uninitialized({columns, rows});
    transpose(transposed.write(), matrix.data(), rows, columns);
    pairs.push_back({matrix, std::move(transposed)});
    return pairs.back().transposed.data();
  }
};

namespace {
thread_local SharedTransposes::Kept* shared_transposes = nullptr;
}

SharedTransposes::SharedTransposes() : kept(std::make_unique<Kept>()) { shared_transposes = kept.get(); }
SharedTransposes::~SharedTransposes() { shared_transposes = nullptr; }

void multiply(const Product& product, Real* out, bool add) {
  const auto& [a, b] = product;
  const Index m = rows(a), k = columns(a), n = columns(b), batches = a.array.shape().outer(a.array.rank() - 2);
  const auto stored = [](const Factor& f) { return f.transposed ? Stored::transposed : Stored::plain; };
  if (shared_transposes && b.transposed && b.array.rank() == 2 && prefers_plain(m, n, k))
    if (const Real* const plain = shared_transposes->find(b.array))
      return gemm(out, m, n, k, a.array.data(), stored(a), plain, Stored::plain, add);
  for (Index i = 0; i < batches; ++i)
    gemm(out + i * m * n, m, n, k, a.array.data() + i * m * k, stored(a), b.array.data() + i * k * n, stored(b), add);
}

Product::operator Array() const {
  Array y = Array::uninitialized(shape());
  multiply(*this, y.write(), false);
  return y;
}

Product matmul(const Factor& a, const Factor& b) {
  const Shape &p = a.array.shape(), &q = b.array.shape();
  const int rank = p.rank();
  bool fits = rank >= 2 && q.rank() == rank && columns(a) == rows(b);
  for (int i = 0; fits && i < rank - 2; ++i) fits = p[i] == q[i];
  if (!fits)
    throw ShapeError(fmt::format("matmul of arrays: {}{} times {}{}; inner sizes and all leading axes must be equal{}",
                                 to_string(p), a.transposed ? "ᵀ" : "", to_string(q), b.transposed ? "ᵀ" : "", here()));
  return {a, b};
}

Transposed::operator Array() const {
  std::array<int, Shape::max_rank> order{};
  const int rank = array.rank();
  for (int i = 0; i < rank; ++i) order[static_cast<std::size_t>(i)] = i;
  std::swap(order[static_cast<std::size_t>(rank - 1)], order[static_cast<std::size_t>(rank - 2)]);
  return permute(array, Axes(std::span<const int>(order.data(), static_cast<std::size_t>(rank))));
}

}  // namespace unroll::inline UNROLL_PRECISION
