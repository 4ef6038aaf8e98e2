#include "graphs/view_labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include "graphs/text.hpp"
#include "graphs/view.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// "1", "0.33": to a few digits, so that rounding does not show.
std::string number_text(double x) { return (x < 0 ? "−" : "") + fmt::format("{:.3g}", std::abs(x)); }

}  // namespace

std::string short_name(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos || dot + 1 == name.size() ? name : name.substr(dot + 1);
}

std::string symbol(const std::string& op) {
  static const std::map<std::string, std::string> symbols{{"add", "+"},     {"sub", "−"},
                                                          {"mul", "⊙"},     {"div", "÷"},
                                                          {"neg", "−"},     {"sigmoid", "σ"},
                                                          {"square", "x²"}, {"sqrt", "√"},
                                                          {"pow", "xʸ"},    {"abs", "|x|"},
                                                          {"add_all", "Σ"}, {"sum", "sum"},
                                                          {"matmul", "·"},  {"log_softmax", "log softmax"}};
  const auto found = symbols.find(op);
  return found == symbols.end() ? op : found->second;
}

std::string unique_name(const std::vector<SnapshotNode>& nodes, const SnapshotNode& parameter) {
  const std::string& name = parameter.name;
  const auto names_another = [&](const std::string& end) {
    return std::any_of(nodes.begin(), nodes.end(), [&](const SnapshotNode& other) {
      return other.node != parameter.node && other.role == Role::parameter &&
             (other.name == end || other.name.ends_with("." + end));
    });
  };
  for (std::size_t dot = name.rfind('.'); dot != std::string::npos && dot > 0; dot = name.rfind('.', dot - 1)) {
    const std::string end = name.substr(dot + 1);
    if (!end.empty() && !std::isdigit(static_cast<unsigned char>(end[0])) && !names_another(end)) return end;
  }
  return name;
}

bool is_pointwise(const std::string& op) { return op == "add" || op == "mul" || op == "sub" || op == "add_all"; }

// What stands for a value that is not an op here: a leaf, or one that the backward pass reads again.
std::string View::leaf_label(int n, int reader) const {
  const SnapshotNode& node = snapshot_.nodes()[at(n)];
  if (!node.name.empty()) return short_name(node.name);
  if (!node.field.empty()) return node.field + (node.step > 0 ? "_" + std::to_string(node.step) : "");
  if (node.kind != Kind::leaf) return item_of_[at(n)] < 0 ? symbol(node.op) : op_label(n);
  if (node.value && !node.needs_grad) return short_number(*node.value);
  if (node.norm == 0.0 && reader >= 0 && is_pointwise(snapshot_.nodes()[at(reader)].op))
    return "0";  // made from a state that is 0, and not recorded
  return node.backward ? "const" : "x";
}

// What an op's label calls an operand: a leaf's or a state's name without its time.
std::string View::operand(int node, int input) const {
  const auto sources = sources_of(node, input);
  const SnapshotNode& s = snapshot_.nodes()[at(sources.front().node)];
  if (!s.field.empty() && std::all_of(sources.begin(), sources.end(), [&](const Source& other) {
        return snapshot_.nodes()[at(other.node)].field == s.field;
      }))
    return s.field;
  if (s.kind != Kind::leaf || sources.size() != 1) return "";
  const std::string name = short_name(s.name);
  if (!name.empty()) return name;
  return s.needs_grad || s.value ? "" : "x";
}

// In a recorded backward pass: a value of the forward pass by its name, anything else is a gradient, δ.
std::string View::gradient_operand(int n, int input) const {
  const auto sources = sources_of(n, input);
  const SnapshotNode& s = snapshot_.nodes()[at(sources.front().node)];
  const std::string mark = snapshot_.nodes()[at(snapshot_.inputs(n)[at(input)].from)].op == "permute" ? "ᵀ" : "";
  if (s.backward && s.kind == Kind::leaf) return "const";
  if (s.backward) return "δ" + mark;
  const std::string name = s.name.empty() ? s.field : short_name(s.name);
  return (name.empty() ? symbol(s.op) : name) + mark;
}

std::string View::op_label(int n) const {
  const SnapshotNode& node = snapshot_.nodes()[at(n)];
  const auto inputs = snapshot_.inputs(n);
  const auto is_parameter = [&](int input) {
    const auto sources = sources_of(n, input);
    const SnapshotNode& s = snapshot_.nodes()[at(sources.front().node)];
    return sources.size() == 1 && s.kind == Kind::leaf && s.needs_grad && !s.name.empty() && snapshot_.steps() > 0;
  };
  if (node.backward && node.op == "matmul") return gradient_operand(n, 0) + "·" + gradient_operand(n, 1);
  if (is_pointwise(node.op) && inputs.size() == 1) {  // the other operand is a number
    const std::string number = node.operand ? number_text(*node.operand) : "c", other = operand(n, 0);
    if (!node.rule.starts_with("db")) return symbol(node.op) + " " + number;
    return number + " " + symbol(node.op) + (other.empty() ? "" : " " + other);
  }
  if (node.backward) return symbol(node.op);
  if (node.op == "matmul") {
    const std::string a = operand(n, 0), b = operand(n, 1);
    return a.empty() && b.empty() ? "matmul" : a + "·" + b;
  }
  if (node.op == "embedding") return operand(n, 0).empty() ? "lookup" : operand(n, 0) + "[·]";
  if (is_pointwise(node.op) && inputs.size() == 2)
    for (int i : {1, 0})  // "− b", but not "− a" for a − b
      if (is_parameter(i) && (i == 1 || node.op != "sub")) return symbol(node.op) + " " + operand(n, i);
  const bool lettered = node.role == Role::none && !node.field.empty() && !is_pointwise(node.op);
  return symbol(node.op) + (lettered ? " " + node.field : "");
}

}  // namespace unroll::graphs
