// Ops that look numbers up by integer ids.
#include <fmt/format.h>

#include "autograd/custom_op.hpp"
#include "autograd/error.hpp"

namespace unroll::inline UNROLL_PRECISION {

Tensor embedding(const Tensor& table, const Indices& ids) {
  const Shape& shape = input_value("embedding", table).shape();
  if (shape.rank() == 0)
    throw ShapeError(fmt::format("embedding: a single number has no rows; give a table of shape (rows, …){}", here()));
  return structural("embedding", "dtable = dy, added into its rows", Kind::plumbing, embedding(table.value(), ids),
                    table, [ids, rows = shape[0]](auto dy, auto x, auto y) { return scatter_add(dy, ids, rows); });
}

Tensor scatter_add(const Tensor& x, const Indices& ids, Index rows) {
  const Shape &shape = input_value("scatter_add", x).shape(), &at = ids.shape();
  if (shape.rank() < at.rank() || !(Shape(shape.extents().first(static_cast<std::size_t>(at.rank()))) == at))
    throw ShapeError(fmt::format("scatter_add: {} for ids of shape {}; its leading axes must be those of the ids{}",
                                 to_string(shape), to_string(at), here()));
  return structural("scatter_add", "dx = rows of dy", Kind::plumbing, Array(scatter_add(x.value(), ids, rows)), x,
                    [ids](auto dy, auto x, auto y) { return embedding(dy, ids); });
}

Tensor gather(const Tensor& x, int wanted, const Indices& ids) {
  const Shape &shape = input_value("gather", x).shape(), &at = ids.shape();
  const int axis = normal_axis("gather", shape, wanted);
  if (at.rank() != shape.rank() || !(at.with(axis, shape[axis]) == shape))
    throw ShapeError(fmt::format("gather: ids of shape {} along axis {} of {}; all other extents must be equal{}",
                                 to_string(at), axis, to_string(shape), here()));
  const Index n = shape[axis], inner = shape.inner(axis), m = at[axis];
  std::vector<Index> flat(static_cast<std::size_t>(at.size()));
  for (Index k = 0; k < at.size(); ++k) {
    const Index i = ids[k];
    if (i < 0 || i >= n)
      throw IndexError(fmt::format("gather: {} with id {} at position {}; ids go from 0 to {}{}", to_string(shape), i,
                                   k, n - 1, here()));
    flat[static_cast<std::size_t>(k)] = (k / (m * inner) * n + i) * inner + k % inner;
  }
  return reshape(embedding(reshape(x, {shape.size()}), Indices(at, std::move(flat))), at);
}

}  // namespace unroll::inline UNROLL_PRECISION
