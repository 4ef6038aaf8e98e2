// What the rules of the reference have in common.
#pragma once

#include <functional>
#include <map>

#include "tests/random/reference.hpp"

namespace random_programs::naive {

using Position = std::vector<Index>;

void demand(bool good, const char* what);  // else Invalid

const Number& at(const Value& value, const Position& position);
// The number that stands at `position` once the value is broadcast to a larger shape.
const Number& broadcast(const Value& value, const Position& position);
void for_each(const Shape& shape, const std::function<void(const Position&)>& f);
Value made(const Shape& shape, const std::function<Number(const Position&)>& f);
Shape joint_shape(const Shape& a, const Shape& b);
std::size_t normal(Index axis, std::size_t rank);

// What an op sees of its statement.
class Call {
 public:
  Call(const Statement& statement, const std::vector<Value>& values, Formulas& formulas)
      : f(formulas), statement_(statement), values_(values) {}

  const Value& value(std::size_t i = 0) const { return values_.at(static_cast<std::size_t>(argument(i).values.at(0))); }
  std::vector<const Value*> values(std::size_t i = 0) const {
    std::vector<const Value*> result;
    for (int v : argument(i).values) result.push_back(&values_.at(static_cast<std::size_t>(v)));
    return result;
  }
  Long real(std::size_t i) const { return argument(i).real; }
  Index integer(std::size_t i) const { return argument(i).integers.at(0); }
  bool flag(std::size_t i) const { return integer(i) != 0; }
  const std::vector<Index>& integers(std::size_t i) const { return argument(i).integers; }
  const Shape& ids_shape(std::size_t i) const { return argument(i).shape; }
  std::size_t axis(std::size_t i, const Value& of) const { return normal(integer(i), of.shape.size()); }
  // Which axes are named; all of them by an empty list.
  std::vector<bool> axes(std::size_t i, const Value& of) const {
    std::vector<bool> named(of.shape.size(), integers(i).empty());
    for (Index wanted : integers(i)) {
      const std::size_t axis = normal(wanted, of.shape.size());
      demand(!named[axis], "an axis named twice");
      named[axis] = true;
    }
    return named;
  }

  Formulas& f;

 private:
  const Argument& argument(std::size_t i) const { return statement_.arguments.at(i); }
  const Statement& statement_;
  const std::vector<Value>& values_;
};

using Rule = std::function<Value(const Call&)>;
using Rules = std::map<std::string, Rule>;

Rules elementwise_rules();
Rules reduction_rules();
Rules structural_rules();
Rules nn_rules();
Rules layer_rules();

}  // namespace random_programs::naive
