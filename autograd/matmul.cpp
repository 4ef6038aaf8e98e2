#include <fmt/format.h>

#include "autograd/custom_op.hpp"
#include "autograd/error.hpp"

namespace unroll::inline UNROLL_PRECISION {

namespace {

// Equal leading axes: c = a b.
Tensor product(const Tensor& a, const Tensor& b) {
  return structural(
      "matmul", "da = dy bᵀ, db = aᵀ dy", Kind::arithmetic, matmul(a.value(), b.value()), a, b,
      [](const auto& dy, const auto& a, const auto& b, const auto& y) { return matmul(dy, T(b)); },
      [](const auto& dy, const auto& a, const auto& b, const auto& y) { return matmul(T(a), dy); });
}

Shape leading(const Shape& shape) { return Shape(shape.extents().first(static_cast<std::size_t>(shape.rank()) - 2)); }

Shape with_leading(const Shape& lead, const Shape& matrix) {
  const Index rows = matrix[matrix.rank() - 2], columns = matrix[matrix.rank() - 1];
  return lead.inserted(lead.rank(), rows).inserted(lead.rank() + 1, columns);
}

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b) {
  const Shape &p = input_value("matmul", a).shape(), &q = input_value("matmul", b).shape();
  if (p.rank() == 0 || q.rank() == 0)
    throw ShapeError(fmt::format("matmul: {} times {}: a single number is not a matrix; use * instead{}", to_string(p),
                                 to_string(q), here()));
  const Index inner_a = p[p.rank() - 1], inner_b = q[std::max(0, q.rank() - 2)];
  if (inner_a != inner_b) {
    const bool mended = (q.rank() > 1 && q[q.rank() - 1] == inner_a) || (p.rank() > 1 && p[p.rank() - 2] == inner_b);
    throw ShapeError(fmt::format("matmul: {} times {}: inner sizes {} and {} differ{}; {}", to_string(p), to_string(q),
                                 inner_a, inner_b, here(),
                                 mended ? "did you mean to transpose?"
                                        : "the last axis of the left must equal the "
                                          "last but one of the right"));
  }
  if (p.rank() == 1) {  // a row
    const Tensor y = matmul(reshape(a, p.inserted(0, 1)), b);
    return reshape(y, y.shape().erased(q.rank() == 1 ? 0 : y.rank() - 2));
  }
  if (q.rank() == 1) {  // a column
    const Tensor y = matmul(a, reshape(b, q.inserted(1, 1)));
    return reshape(y, y.shape().erased(y.rank() - 1));
  }
  if (p.rank() == 2 && q.rank() == 2) return product(a, b);
  if (q.rank() == 2) {  // many rows times one matrix: one product
    const Index rows = p.outer(p.rank() - 1);
    return reshape(product(reshape(a, {rows, inner_a}), b), p.with(p.rank() - 1, q[1]));
  }
  for (int i = 3; i <= std::min(p.rank(), q.rank()); ++i)
    if (const Index x = p[p.rank() - i], y = q[q.rank() - i]; x != y && x != 1 && y != 1)
      throw ShapeError(
          fmt::format("matmul: {} times {}: {} and {} differ in axis -{}{}; leading extents must be equal, "
                      "or one of them 1",
                      to_string(p), to_string(q), x, y, i, here()));
  const Shape lead = broadcast_shape("matmul", leading(p), leading(q));
  return product(broadcast_to(a, with_leading(lead, p)), broadcast_to(b, with_leading(lead, q)));
}

}  // namespace unroll::inline UNROLL_PRECISION
