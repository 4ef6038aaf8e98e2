#include "tests/random/program.hpp"

#include <algorithm>

namespace random_programs {

Index size_of(const Shape& shape) {
  Index size = 1;
  for (Index extent : shape) size *= extent;
  return size;
}

std::vector<int> Statement::inputs() const {
  std::vector<int> result;
  for (const Argument& argument : arguments)
    result.insert(result.end(), argument.values.begin(), argument.values.end());
  return result;
}

std::vector<int> Statement::parameters() const {
  for (const Argument& argument : arguments)
    if (argument.kind == Argument::Kind::parameters) return argument.values;
  return {};
}

std::vector<int> Statement::others() const {
  std::vector<int> result;
  for (const Argument& argument : arguments)
    if (argument.kind != Argument::Kind::parameters)
      result.insert(result.end(), argument.values.begin(), argument.values.end());
  return result;
}

bool Program::uses_nn() const {
  return std::any_of(statements.begin(), statements.end(), [](const Statement& s) { return s.op.starts_with("nn::"); });
}

double weight(int output, Index k) { return (static_cast<double>((k * 37 + output * 5 + 11) % 17) - 7.5) / 8; }
double direction(int leaf, Index k) { return (static_cast<double>((k * 29 + leaf * 7 + 3) % 13) - 6.5) / 8; }

}  // namespace random_programs
