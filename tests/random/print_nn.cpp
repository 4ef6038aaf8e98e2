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

const char* header_of(const std::string& op) {
  static const std::vector<std::pair<const char*, const char*>> headers{{"nn::LayerNorm", "layer_norm"},
                                                                        {"nn::linear(", "linear"},
                                                                        {"nn::attention", "attention"},
                                                                        {"nn::Multihead", "attention"},
                                                                        {"nn::GeneralScore", "attention"},
                                                                        {"nn::AdditiveScore", "attention"},
                                                                        {"nn::Transformer", "transformer"},
                                                                        {"nn::Recurrent", "make_layer"},
                                                                        {"nn::Bidirectional", "make_layer"},
                                                                        {"nn::Embedding", "embedding"},
                                                                        {"nn::Learned", "positions"},
                                                                        {"nn::add_sinusoidal", "positions"},
                                                                        {"nn::linear_attention", "linear_attention"},
                                                                        {"nn::causal_linear", "linear_attention"},
                                                                        {"nn::Sequential", "sequential"}};
  for (const auto& [begin, header] : headers)
    if (op.starts_with(begin)) return header;
  return "losses";
}

std::string yes(Index flag) { return flag != 0 ? "true" : "false"; }
std::string indices(const std::vector<Index>& list) { return fmt::format("Indices{{{}}}", fmt::join(list, ", ")); }
std::string names(const std::vector<int>& values) {
  std::vector<std::string> all;
  for (int v : values) all.push_back(fmt::format("v{}", v));
  return fmt::format("{}", fmt::join(all, ", "));
}
const std::vector<Index>& integers(const Statement& s, std::size_t argument) {
  return s.arguments.at(argument).integers;
}

// {.allowed = …, .added = …}, of attention to so many steps; empty if nothing is masked.
std::string masks(const std::vector<Index>& lengths, bool causal, const std::vector<int>& added,
                  const std::string& steps) {
  std::vector<std::string> all, parts;
  if (!lengths.empty()) all.push_back(fmt::format("nn::padding_mask({}, {})", indices(lengths), steps));
  if (causal) all.push_back(fmt::format("nn::causal_mask({})", steps));
  if (!all.empty()) parts.push_back(fmt::format(".allowed = {}", fmt::join(all, " * ")));
  if (!added.empty()) parts.push_back(".added = " + names(added));
  return parts.empty() ? "" : fmt::format(", {{{}}}", fmt::join(parts, ", "));
}

std::string cell_call(const Statement& s, const CellKind& kind) {
  const std::vector<Index>&how = integers(s, 2), &lengths = integers(s, 3);
  const std::vector<int>& start = s.arguments.at(4).values;
  std::string options;
  if (!lengths.empty()) options += fmt::format(".lengths = {}, ", indices(lengths));
  options +=
      fmt::format(".direction = nn::Direction::{}, .project_first = {}", how[0] != 0 ? "future" : "past", yes(how[1]));
  const std::string from = start.empty() ? "" : fmt::format("{}::State{{{}}}, ", kind.type, names(start));
  const std::string chain =
      fmt::format("nn::unrolled({}, v{}, {}{{{}}})", module_name(s), s.inputs()[0], from, options);
  return how[2] == 0 ? chain + ".outputs()" : fmt::format("*nn::fields({}.last())[{}]", chain, how[2] - 1);
}

}  // namespace

std::string nn_headers(const Program& program) {
  std::set<std::string> files;
  for (const Statement& statement : program.statements) {
    if (const CellKind* kind = cell_kind(statement)) {
      files.insert("nn/unrolled.hpp");
      files.insert(kind->header);
    } else if (statement.op.starts_with("nn::")) {
      files.insert(fmt::format("nn/{}.hpp", header_of(statement.op)));
      if (statement.op.starts_with("nn::linear_attention")) files.insert("nn/attention.hpp");
      if (statement.op == "nn::Sequential") files.insert("nn/linear.hpp");
    }
  }
  std::string text;
  for (const std::string& file : files) text += "#include \"" + file + "\"\n";
  return text;
}

std::string module_name(const Statement& statement) { return fmt::format("module{}", statement.parameters()[0]); }

std::string module_definition(const Statement& s, const Program& program) {
  std::vector<Shape> shapes;
  for (int v : s.parameters()) shapes.push_back(program.leaves[static_cast<std::size_t>(v)].shape);
  const Index inputs = shapes[0][0];
  const std::string name = module_name(s);
  if (const CellKind* kind = cell_kind(s))
    return fmt::format("{} {}({}, {}{}{})", kind->type, name, inputs, hidden_of(s.op, shapes),
                       kind->options.empty() ? "" : ", ", kind->options);
  if (s.op == "nn::LayerNorm") return fmt::format("nn::LayerNorm {}({})", name, inputs);
  if (s.op == "nn::Embedding") {
    const std::string padding =
        integers(s, 1).empty() ? "" : fmt::format(", {{.padding_index = {}}}", integers(s, 1)[0]);
    return fmt::format("nn::Embedding {}({}, {}{})", name, inputs, shapes[0][1], padding);
  }
  if (s.op == "nn::LearnedPositions" || s.op == "nn::GeneralScore")
    return fmt::format("{} {}({}, {})", s.op, name, inputs, shapes[0][1]);
  if (s.op == "nn::AdditiveScore")
    return fmt::format("{} {}({}, {}, {})", s.op, name, inputs, shapes[1][0], shapes[0][1]);
  if (s.op == "nn::Sequential")
    return fmt::format(
        "nn::Sequential {0};\n  {0}.add<nn::Linear>({1}, {2});\n  {0}.add(tanh);\n  {0}.add<nn::Linear>({3}, {4})",
        name, inputs, shapes[0][1], shapes[2][0], shapes[2][1]);
  const std::vector<Index>& how = integers(s, 2);
  if (s.op == "nn::Recurrent" || s.op == "nn::Bidirectional") {
    const auto& [kind, op] = layer_kinds().at(static_cast<std::size_t>(how[0]));
    const bool both = s.op == "nn::Bidirectional";
    const std::vector<Shape> own(
        shapes.begin(), shapes.begin() + static_cast<std::ptrdiff_t>(shapes.size()) / (how[1] * (both ? 2 : 1)));
    return fmt::format(
        "const auto owned_{0} = nn::make_layer(\"{1}\", {2}, {3}, {{.layers = {4}, .batch_first = {5}, .bidirectional "
        "= "
        "{6}}});\n  nn::SequenceLayer& {0} = *owned_{0}",
        name, kind, inputs, hidden_of(op, own), how[1], yes(how[2]), both);
  }
  if (s.op == "nn::MultiheadAttention")
    return fmt::format("nn::MultiheadAttention {}({}, {}, {{.batch_first = {}}})", name, inputs, how[0], yes(how[1]));
  const std::string options =
      fmt::format(".feedforward = {}, .activation = nn::Activation::{}, .norm_first = {}, .causal = {}", shapes[5][0],
                  how[3] != 0 ? "gelu" : "relu", yes(how[4]), yes(how[2]));
  if (s.op == "nn::TransformerEncoderLayer")
    return fmt::format("nn::TransformerEncoderLayer {}({}, {}, {{{}, .batch_first = {}}})", name, inputs, how[0],
                       options, yes(how[1]));
  return fmt::format("nn::TransformerEncoder {}({}, {}, {{.layers = {}, .batch_first = {}}}, {{{}}})", name, inputs,
                     how[0], (shapes.size() - (how[4] != 0 ? 2 : 0)) / 12, yes(how[1]), options);
}

std::string module_call(const Statement& s) {
  if (const CellKind* kind = cell_kind(s)) return cell_call(s, *kind);
  const std::string name = module_name(s);
  const std::vector<int> read = s.others();
  if (s.op == "nn::Embedding")
    return fmt::format("{}(Indices(Shape{{{}}}, {{{}}}))", name, fmt::join(s.arguments[2].shape, ", "),
                       fmt::join(integers(s, 2), ", "));
  if (s.op == "nn::LearnedPositions") return fmt::format("{}(v{}, {})", name, read[0], integers(s, 2)[0]);
  if (s.op.ends_with("Score"))
    return fmt::format("nn::attend({}(v{}, v{}), v{}).output", name, read[0], read[1], read[2]);
  if (s.op == "nn::LayerNorm" || s.op == "nn::Sequential") return fmt::format("{}(v{})", name, read[0]);
  const std::vector<Index>&how = integers(s, 2), &lengths = integers(s, 3);
  if (s.op == "nn::MultiheadAttention")
    return fmt::format("{}({}{}).output", name, names({read.begin(), read.begin() + 3}),
                       masks(lengths, how[2] != 0, {read.begin() + 3, read.end()},
                             fmt::format("v{}.dim({})", read[1], how[1] != 0 ? 1 : 0)));
  if (s.op == "nn::TransformerEncoderLayer")
    return fmt::format("{}(v{}{})", name, read[0],
                       masks(lengths, false, {}, fmt::format("v{}.dim({})", read[0], how[1] != 0 ? 1 : 0)));
  return fmt::format("{}(v{}{})", name, read[0], lengths.empty() ? "" : ", " + indices(lengths));
}

std::string nn_call(const Statement& s) {
  const std::string name = s.op.substr(0, s.op.find_first_of("(,")), inputs = names(s.inputs());
  const std::string steps = fmt::format("v{}.dim(1)", s.inputs().size() > 1 ? s.inputs()[1] : 0);
  if (name == "nn::attention") return name + "(" + inputs + masks({}, s.op.ends_with("causal"), {}, steps) + ").output";
  if (name == "nn::linear_attention" && !integers(s, 3).empty())
    return fmt::format("{}({}, nn::padding_mask({}, {}))", name, inputs, indices(integers(s, 3)), steps);
  if (name == "nn::add_sinusoidal_positions") return fmt::format("{}({}, {})", name, inputs, integers(s, 1)[0]);
  if (name != "nn::cross_entropy" && name != "nn::nll") return name + "(" + inputs + ")";
  const std::string targets = fmt::format("Indices(Shape{{{}}}, {{{}}})", fmt::join(s.arguments[1].shape, ", "),
                                          fmt::join(integers(s, 1), ", "));
  if (s.arguments.size() == 2) return fmt::format("{}({}, {})", name, inputs, targets);
  const std::vector<Index>& how = integers(s, 2);
  std::string options;
  if (how[1] >= 0) options += fmt::format(".ignore_index = {}, ", how[1]);
  if (how[2] != 0)
    options += fmt::format(".class_weights = (Tensor(Array::arange(v{}.dim(-1))) / 2).value(), ", s.inputs()[0]);
  options += fmt::format(".label_smoothing = Real({}), .reduction = nn::Reduction::{}", static_cast<double>(how[0]) / 4,
                         how[3] == 0   ? "mean"
                         : how[3] == 1 ? "sum"
                                       : "none");
  return fmt::format("{}({}, {}, {{{}}})", name, inputs, targets, options);
}

}  // namespace random_programs
