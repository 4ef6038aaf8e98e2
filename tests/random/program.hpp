// A program of ops as plain data, without any help from the engine: what the generator makes, the engine and the
// reference run, the shrinker makes smaller, and a failing test prints as C++.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace random_programs {

using Index = std::int64_t;
using Shape = std::vector<Index>;

Index size_of(const Shape& shape);

// One argument of an op. Values are numbered: first the leaves, then what each statement makes.
struct Argument {
  enum class Kind { value, values, list, parameters, real, integer, flag, axes, shape, ids, piece, options };
  Kind kind;
  std::vector<int> values = {};      // one value, or several: in a vector (values), in braces (list), of a module
  double real = 0;                   // exact in float
  std::vector<Index> integers = {};  // one, or a list
  Shape shape = {};                  // of ids
};

namespace argument {
inline Argument value(int v) { return {Argument::Kind::value, {v}}; }
inline Argument real(double x) { return {Argument::Kind::real, {}, x}; }
inline Argument integer(Index i) { return {Argument::Kind::integer, {}, 0, {i}}; }
inline Argument flag(bool on) { return {Argument::Kind::flag, {}, 0, {on ? 1 : 0}}; }
inline Argument axes(std::vector<Index> list) { return {Argument::Kind::axes, {}, 0, std::move(list)}; }
inline Argument shape(Shape extents) { return {Argument::Kind::shape, {}, 0, std::move(extents)}; }
}  // namespace argument

struct Statement {
  std::string op;  // its declaration, without parameters' names: "pow(Tensor, Real)"
  std::vector<Argument> arguments;

  std::vector<int> inputs() const;      // the values that it reads
  std::vector<int> parameters() const;  // those of them that are its module's own
  std::vector<int> others() const;      // those that are not
};

struct Leaf {
  Shape shape;
  std::vector<double> numbers;  // exact in float
  bool variable = true;         // needs gradients
};

// Its loss is Σ weights · y over its outputs y; its second derivative is taken along a direction.
struct Program {
  std::vector<Leaf> leaves;
  std::vector<Statement> statements;
  std::vector<int> outputs;

  bool uses_nn() const;
  int value_count() const { return static_cast<int>(leaves.size() + statements.size()); }
};

// The weights of an output and the direction of a leaf: uneven and exact in float, so that a wrong gradient cannot
// hide behind symmetry.
double weight(int output, Index k);
double direction(int leaf, Index k);

}  // namespace random_programs
