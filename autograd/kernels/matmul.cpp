// Matrix products on arrays, by Eigen: the only file that sees it.
#include <fmt/format.h>

#include <Eigen/Core>

#include "autograd/error.hpp"
#include "autograd/rule.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::Matrix<Real, 1, Eigen::Dynamic>;
using In = Eigen::Map<const Matrix>;

template <class Out, class A, class B>
void write(Out out, const A& a, const B& b, bool add) {
  if (add)
    out.noalias() += a * b;
  else
    out.noalias() = a * b;
}

// c (m, n) = a (m, k) b (k, n), where a transposed factor is stored the other way round.
void multiply(Real* c, Index m, Index n, Index k, const Real* a, bool ta, const Real* b, bool tb, bool add) {
  if (k == 0) {
    if (!add) std::fill_n(c, m * n, Real{0});
    return;
  }
  const In A(a, ta ? k : m, ta ? m : k), B(b, tb ? n : k, tb ? k : n);
  if (m == 1) {  // one row (a lesson's batch of one): Eigen's matrix-vector product needs to know at compile time
    const Eigen::Map<const Row> row(a, k);
    Eigen::Map<Row> out(c, n);
    return tb ? write(out, row, B.transpose(), add) : write(out, row, B, add);
  }
  Eigen::Map<Matrix> out(c, m, n);
  if (ta && tb)
    write(out, A.transpose(), B.transpose(), add);
  else if (ta)
    write(out, A.transpose(), B, add);
  else if (tb)
    write(out, A, B.transpose(), add);
  else
    write(out, A, B, add);
}

Index rows(const Factor& f) { return f.array.shape()[f.array.rank() - (f.transposed ? 1 : 2)]; }
Index columns(const Factor& f) { return f.array.shape()[f.array.rank() - (f.transposed ? 2 : 1)]; }

}  // namespace

Shape Product::shape() const {
  const int rank = a.array.rank();
  return a.array.shape().with(rank - 2, rows(a)).with(rank - 1, columns(b));
}

void multiply(const Product& product, Real* out, bool add) {
  const auto& [a, b] = product;
  const Index m = rows(a), k = columns(a), n = columns(b), batches = a.array.shape().outer(a.array.rank() - 2);
  for (Index i = 0; i < batches; ++i)
    multiply(out + i * m * n, m, n, k, a.array.data() + i * m * k, a.transposed, b.array.data() + i * k * n,
             b.transposed, add);
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
