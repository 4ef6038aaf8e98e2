#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "tests/random/cells.hpp"
#include "tests/random/print.hpp"

namespace random_programs {

namespace {

const CellKind* cell_kind(const Statement& statement) {
  const auto& all = cell_kinds();
  const auto found = std::find_if(all.begin(), all.end(), [&](const CellKind& k) { return k.op == statement.op; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::string nn_headers(const Program& program) {
  std::set<std::string> files;
  for (const Statement& statement : program.statements) {
    const std::string& op = statement.op;
    if (const CellKind* kind = cell_kind(statement)) {
      files.insert("nn/unrolled.hpp");
      files.insert(kind->header);
    } else if (op.starts_with("nn::")) {
      files.insert(op.starts_with("nn::LayerNorm")   ? "nn/layer_norm.hpp"
                   : op.starts_with("nn::linear")    ? "nn/linear.hpp"
                   : op.starts_with("nn::attention") ? "nn/attention.hpp"
                                                     : "nn/losses.hpp");
    }
  }
  std::string text;
  for (const std::string& file : files) text += "#include \"" + file + "\"\n";
  return text;
}

std::string module_name(const Statement& statement) { return fmt::format("module{}", statement.parameters()[0]); }

std::string module_definition(const Statement& statement, const Program& program) {
  std::vector<Shape> shapes;
  for (int v : statement.parameters()) shapes.push_back(program.leaves[static_cast<std::size_t>(v)].shape);
  const Index inputs = shapes[0][0];
  const CellKind* kind = cell_kind(statement);
  if (!kind) return fmt::format("nn::LayerNorm {}({})", module_name(statement), inputs);
  Index hidden = 1;
  while (parameter_shapes(statement.op, inputs, hidden) != shapes) ++hidden;
  return fmt::format("{} {}({}, {}{}{})", kind->type, module_name(statement), inputs, hidden,
                     kind->options.empty() ? "" : ", ", kind->options);
}

std::string module_call(const Statement& statement) {
  const std::string call = fmt::format("{}, v{}", module_name(statement), statement.inputs()[0]);
  if (!cell_kind(statement)) return fmt::format("{}(v{})", module_name(statement), statement.inputs()[0]);
  const std::vector<Index>&how = statement.arguments[2].integers, &lengths = statement.arguments[3].integers;
  std::string options;
  if (!lengths.empty()) options += fmt::format(".lengths = Indices{{{}}}, ", fmt::join(lengths, ", "));
  options +=
      fmt::format(".direction = nn::Direction::{}, .project_first = {}", how[0] != 0 ? "future" : "past", how[1] != 0);
  return fmt::format("nn::unrolled({}, {{{}}}).outputs()", call, options);
}

}  // namespace random_programs
