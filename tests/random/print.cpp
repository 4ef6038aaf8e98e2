#include "tests/random/print.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>

#include "tests/random/reference.hpp"

namespace random_programs {

namespace {

std::string joined(const auto& items) { return fmt::format("{}", fmt::join(items, ", ")); }

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
    case Argument::Kind::piece:       // split's: which of the pieces is the result
    case Argument::Kind::parameters:  // of a module
    case Argument::Kind::options:
      break;
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

std::string to_cpp(const Statement& statement) {
  std::string name = statement.op.substr(0, statement.op.find('('));
  if (!statement.parameters().empty()) return module_call(statement);
  if (name.starts_with("nn::")) return nn_call(statement);
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
  const Reference reference = interpreted(program);
  std::string text = "#include \"autograd/backward.hpp\"\n#include \"autograd/ops.hpp\"\n" + nn_headers(program) +
                     "\nusing namespace unroll;\n\nint main() {\n";
  std::vector<std::string> owner(program.leaves.size());  // of each leaf: where a module has it
  for (const Statement& statement : program.statements) {
    const std::vector<int> own = statement.parameters();
    if (own.empty()) continue;
    text += "  " + module_definition(statement, program) + ";\n";
    for (std::size_t k = 0; k < own.size(); ++k)
      owner[static_cast<std::size_t>(own[k])] = fmt::format("{}.parameters()[{}]", module_name(statement), k);
  }
  const auto shape = [&](int v) { return reference.values()[static_cast<std::size_t>(v)].shape; };
  std::vector<int> variables;
  int value = 0;
  for (const Leaf& leaf : program.leaves) {
    const std::string numbers = array(leaf.shape, [&](Index k) { return leaf.numbers[static_cast<std::size_t>(k)]; });
    if (leaf.variable) variables.push_back(value);
    if (const std::string& module = owner[static_cast<std::size_t>(value)]; !module.empty())
      text += fmt::format("  const Tensor v{0} = {1};\n  v{0}.assign({2});\n", value, module, numbers);
    else
      text += fmt::format("  const Tensor v{} = {}({});\n", value, leaf.variable ? "variable" : "Tensor", numbers);
    ++value;
  }
  for (const Statement& statement : program.statements) {
    text += fmt::format("  const Tensor v{} = {};  // ({})\n", value, to_cpp(statement), joined(shape(value)));
    ++value;
  }
  std::string loss;
  for (std::size_t i = 0; i < program.outputs.size(); ++i) {
    const int y = program.outputs[i];
    const std::string weights = array(shape(y), [&](Index k) { return weight(static_cast<int>(i), k); });
    loss += fmt::format("{}sum(v{} * Tensor({}))", i == 0 ? "" : " +\n                      ", y, weights);
  }
  text += "  const Tensor loss = " + loss + ";\n";
  if (variables.empty()) return text + "}\n";
  std::string along;
  for (std::size_t i = 0; i < variables.size(); ++i)
    along += fmt::format("{}sum(dx[{}] * Tensor({}))", i == 0 ? "" : " +\n                       ", i,
                         array(shape(variables[i]), [&](Index k) { return direction(variables[i], k); }));
  text += fmt::format("  const std::vector<Tensor> variables{{{}}};\n", names(variables));
  text += "  const auto dx = grad(loss, variables, {.create_graph = true});\n";
  return text + "  const Tensor along = " + along + ";\n  const auto ddx = grad(along, variables);\n}\n";
}

}  // namespace random_programs
