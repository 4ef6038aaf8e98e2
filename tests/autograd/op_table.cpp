#include "tests/autograd/op_table.hpp"

#include <cmath>

#include "autograd/random.hpp"

namespace op_table::inline UNROLL_PRECISION {

long double Numbers::at(const Position& position) const {
  Index offset = 0;
  for (int axis = 0; axis < shape.rank(); ++axis)
    offset = offset * shape[axis] + position.at(static_cast<std::size_t>(axis));
  return values.at(static_cast<std::size_t>(offset));
}

long double Numbers::broadcast(const Position& position) const {
  Position own(position.end() - shape.rank(), position.end());
  for (int axis = 0; axis < shape.rank(); ++axis)
    if (shape[axis] == 1) own[static_cast<std::size_t>(axis)] = 0;
  return at(own);
}

Numbers made(const Shape& shape, const std::function<long double(const Position&)>& f) {
  Numbers result{shape, {}};
  Position position(static_cast<std::size_t>(shape.rank()), 0);
  for (Index n = 0; n < shape.size(); ++n) {
    result.values.push_back(f(position));
    for (int axis = shape.rank() - 1; axis >= 0; --axis) {  // the next position, the last axis fastest
      Index& i = position[static_cast<std::size_t>(axis)];
      if (++i < shape[axis]) break;
      i = 0;
    }
  }
  return result;
}

const std::vector<OpRow>& op_table() {
  static const std::vector<OpRow> table = [] {
    std::vector<OpRow> rows = elementwise_rows();
    for (auto* more : {&reduction_rows, &structural_rows})
      for (OpRow& row : more()) rows.push_back(std::move(row));
    return rows;
  }();
  return table;
}

std::string title(const OpRow& row, const std::vector<Shape>& shapes) {
  std::string text = row.op + " on";
  for (const Shape& shape : shapes) text += " " + to_string(shape);
  return text;
}

std::vector<std::vector<Shape>> all_shapes(const OpRow& row) {
  if (!row.broadcasts) return row.shapes;
  const std::size_t n = row.ranges.size();
  std::vector<std::vector<Shape>> result;
  for (const Shape& equal : {Shape{2, 3, 5}, Shape{}, Shape{1, 1}, Shape{0}, Shape{2, 0, 5}})
    result.emplace_back(n, equal);
  for (std::size_t i = 0; n > 1 && i < n; ++i)
    for (const Shape& smaller : {Shape{5}, Shape{3, 1}, Shape{2, 1, 1}, Shape{1, 3, 5}, Shape{}}) {
      result.emplace_back(n, Shape{2, 3, 5});
      result.back()[i] = smaller;
    }
  if (n > 1) {  // both grow; and an empty axis takes a 1 along
    result.emplace_back(n, Shape{3, 1});
    result.back()[0] = Shape{2, 1, 5};
    result.emplace_back(n, Shape{2, 1});
    result.back()[0] = Shape{2, 0};
  }
  return result;
}

std::vector<Array> inputs(const OpRow& row, const std::vector<Shape>& shapes) {
  unroll::Random random(std::hash<std::string>()(title(row, shapes)));
  std::vector<Array> result;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Range& range = row.ranges[i < row.ranges.size() ? i : 0];
    Array x = random.uniform(shapes[i], range.low, range.high);
    for (Index k = 0; k < x.size(); ++k)
      x.write()[k] = static_cast<Real>(std::round(x.data()[k] / range.step) * range.step);
    result.push_back(std::move(x));
  }
  return result;
}

Array output_weights(const Shape& shape) {
  unroll::Random random(7);
  Array w = random.uniform(shape, 0.25, 1.75);
  for (Index k = 0; k < w.size(); ++k)
    w.write()[k] = std::round(w.data()[k] * 4096) / (random.below(2) == 0 ? Real(4096) : Real(-4096));
  return w;
}

Numbers in_long_double(const Array& array) {
  const auto numbers = array.numbers();
  return {array.shape(), {numbers.begin(), numbers.end()}};
}

}  // namespace op_table::inline UNROLL_PRECISION
