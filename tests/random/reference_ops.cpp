#include "tests/random/reference_ops.hpp"

#include <algorithm>

namespace random_programs {

namespace naive {

void demand(bool good, const char* what) {
  if (!good) throw Invalid(what);
}

const Number& at(const Value& value, const Position& position) {
  Index offset = 0;
  for (std::size_t axis = 0; axis < value.shape.size(); ++axis) offset = offset * value.shape[axis] + position.at(axis);
  return value.numbers.at(static_cast<std::size_t>(offset));
}

const Number& broadcast(const Value& value, const Position& position) {
  Position own(position.end() - static_cast<std::ptrdiff_t>(value.shape.size()), position.end());
  for (std::size_t axis = 0; axis < own.size(); ++axis)
    if (value.shape[axis] == 1) own[axis] = 0;
  return at(value, own);
}

void for_each(const Shape& shape, const std::function<void(const Position&)>& f) {
  Position position(shape.size(), 0);
  for (Index n = size_of(shape); n > 0; --n) {
    f(position);
    for (std::size_t axis = shape.size(); axis-- > 0;) {  // the next one, the last axis fastest
      if (++position[axis] < shape[axis]) break;
      position[axis] = 0;
    }
  }
}

Value made(const Shape& shape, const std::function<Number(const Position&)>& f) {
  Value value{shape, {}};
  for_each(shape, [&](const Position& position) { value.numbers.push_back(f(position)); });
  return value;
}

Shape joint_shape(const Shape& a, const Shape& b) {
  Shape joint(std::max(a.size(), b.size()), 1);
  for (const Shape* shape : {&a, &b})
    for (std::size_t k = 1; k <= shape->size(); ++k) {
      const Index extent = (*shape)[shape->size() - k];
      Index& there = joint[joint.size() - k];
      demand(there == extent || there == 1 || extent == 1, "shapes that do not broadcast");
      if (extent != 1) there = extent;
    }
  return joint;
}

std::size_t normal(Index axis, std::size_t rank) {
  const Index n = static_cast<Index>(rank);
  demand(axis >= -n && axis < n, "no such axis");
  return static_cast<std::size_t>(axis < 0 ? axis + n : axis);
}

namespace {

const Rules& rules() {
  static const Rules all = [] {
    Rules result = elementwise_rules();
    result.merge(reduction_rules());
    result.merge(structural_rules());
    result.merge(nn_rules());
    result.merge(layer_rules());
    return result;
  }();
  return all;
}

}  // namespace

}  // namespace naive

Value computed(const Statement& statement, const std::vector<Value>& values, Formulas& formulas) {
  return naive::rules().at(statement.op)(naive::Call(statement, values, formulas));
}

const std::vector<std::string>& known_ops() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (const auto& [name, rule] : naive::rules()) result.push_back(name);
    return result;
  }();
  return names;
}

}  // namespace random_programs
