// Compiled twice, in double and in float.
#include "tests/autograd/op_results.hpp"

#include "autograd/backward.hpp"
#include "tests/autograd/op_table.hpp"

namespace op_table::inline UNROLL_PRECISION {

namespace {

Tensor weighted(const Inputs& ys) {
  Tensor total{Array::scalar(0)};
  for (const Tensor& y : ys) total = total + sum(y * Tensor(output_weights(y.shape())));
  return total;
}

void append(std::vector<double>& numbers, const Tensor& x) {
  numbers.insert(numbers.end(), x.value().numbers().begin(), x.value().numbers().end());
}

OpResult result(const OpRow& row, const std::vector<Shape>& shapes) {
  OpResult result{title(row, shapes), {}, {}, {}};
  Inputs x;
  for (const Array& value : inputs(row, shapes)) x.push_back(unroll::variable(value));
  const Tensor y = row.run(x);
  append(result.value, y);
  if (!y.needs_grad()) return result;
  const Inputs dx = grad(weighted({y}), x, {.create_graph = true});
  for (const Tensor& one : dx) append(result.gradient, one);
  const Tensor again = weighted(dx);
  if (!again.needs_grad()) return result;
  for (const Tensor& one : grad(again, x)) append(result.second, one);
  return result;
}

}  // namespace

}  // namespace op_table::inline UNROLL_PRECISION

std::vector<OpResult> UNROLL_PASTE(op_results_, UNROLL_PRECISION)() {
  std::vector<OpResult> results;
  for (const op_table::OpRow& row : op_table::op_table())
    for (const auto& shapes : op_table::all_shapes(row)) results.push_back(op_table::result(row, shapes));
  return results;
}
