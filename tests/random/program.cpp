#include "tests/random/program.hpp"

#include <fmt/format.h>

#include <functional>

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

double weight(int output, Index k) { return (static_cast<double>((k * 37 + output * 5 + 11) % 17) - 7.5) / 8; }
double direction(int leaf, Index k) { return (static_cast<double>((k * 29 + leaf * 7 + 3) % 13) - 6.5) / 8; }

namespace {

std::string joined(const auto& items) {
  std::string text;
  for (const auto& item : items) text += fmt::format("{}{}", text.empty() ? "" : ", ", item);
  return text;
}

std::string names(const std::vector<int>& values) {
  std::string text;
  for (int value : values) text += fmt::format("{}v{}", text.empty() ? "" : ", ", value);
  return text;
}

std::string to_cpp(const Argument& a) {
  switch (a.kind) {
    case Argument::Kind::value:
      return names(a.values);
    case Argument::Kind::values:
      return "std::vector<Tensor>{" + names(a.values) + "}";
    case Argument::Kind::list:
      return "{" + names(a.values) + "}";
    case Argument::Kind::real:
      return fmt::format("Real({})", a.real);
    case Argument::Kind::integer:
      return fmt::format("{}", a.integers[0]);
    case Argument::Kind::flag:
      return a.integers[0] != 0 ? "true" : "false";
    case Argument::Kind::axes:
      return "Axes{" + joined(a.integers) + "}";
    case Argument::Kind::shape:
      return "Shape{" + joined(a.integers) + "}";
    case Argument::Kind::ids:
      return "Indices(Shape{" + joined(a.shape) + "}, {" + joined(a.integers) + "})";
    case Argument::Kind::piece:
      break;  // split's: which of the pieces is the result
  }
  return "";
}

std::string array(const Shape& shape, const std::function<double(Index)>& number) {
  std::vector<double> numbers;
  for (Index k = 0; k < size_of(shape); ++k) numbers.push_back(number(k));
  if (numbers.empty()) return "Array::zeros({" + joined(shape) + "})";
  return "Array({" + joined(shape) + "}, {" + joined(numbers) + "})";
}

}  // namespace

std::string to_string(const Shape& shape) { return "(" + joined(shape) + ")"; }

std::string to_cpp(const Statement& statement) {
  std::string name = statement.op.substr(0, statement.op.find('('));
  std::vector<std::string> arguments;
  for (const Argument& argument : statement.arguments)
    if (argument.kind != Argument::Kind::piece) arguments.push_back(to_cpp(argument));
  if (name == "detach") return arguments[0] + ".detach()";
  if (name == "operator[]") return arguments[0] + "[" + arguments[1] + "]";
  if (name.starts_with("operator")) {
    name = name.substr(8);
    return arguments.size() == 1 ? name + arguments[0] : arguments[0] + " " + name + " " + arguments[1];
  }
  std::string text = name + "(" + joined(arguments) + ")";
  if (const Argument& last = statement.arguments.back(); last.kind == Argument::Kind::piece)
    text += fmt::format("[{}]", last.integers[0]);
  return text;
}

std::string to_cpp(const Program& program) {
  std::string text =
      "#include \"autograd/backward.hpp\"\n#include \"autograd/ops.hpp\"\n\nusing namespace unroll;\n\n"
      "int main() {\n";
  const auto line = [&](int value, const std::string& expression) {
    text += fmt::format("  const Tensor v{} = {};\n", value, expression);
  };
  std::vector<int> variables;
  int value = 0;
  for (const Leaf& leaf : program.leaves) {
    const std::string numbers = array(leaf.shape, [&](Index k) { return leaf.numbers[static_cast<std::size_t>(k)]; });
    if (leaf.variable) variables.push_back(value);
    line(value++, leaf.variable ? "variable(" + numbers + ")" : "Tensor(" + numbers + ")");
  }
  for (const Statement& statement : program.statements) line(value++, to_cpp(statement));

  text += "  Tensor loss{Array::scalar(0)};\n";
  for (std::size_t i = 0; i < program.outputs.size(); ++i) {
    text += fmt::format("  Array w{0} = Array::zeros(v{1}.shape());\n", i, program.outputs[i]);
    text += fmt::format(
        "  for (Index k = 0; k < w{0}.size(); ++k) w{0}.write()[k] = Real((k * 37 + {1}) % 17 - 7.5) / 8;\n", i,
        static_cast<int>(i) * 5 + 11);
    text += fmt::format("  loss = loss + sum(v{} * Tensor(w{}));\n", program.outputs[i], i);
  }
  text += fmt::format("  const auto dx = grad(loss, {{{}}}, {{.create_graph = true}});\n", names(variables));
  text += "  Tensor along{Array::scalar(0)};\n";
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const auto at = static_cast<std::size_t>(variables[i]);
    text += fmt::format("  along = along + sum(dx[{}] * Tensor({}));\n", i,
                        array(program.leaves[at].shape, [&](Index k) { return direction(variables[i], k); }));
  }
  text += fmt::format("  const auto ddx = grad(along, {{{}}});\n}}\n", names(variables));
  return text;
}

}  // namespace random_programs
