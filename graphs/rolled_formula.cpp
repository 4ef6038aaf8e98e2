// The inside of a rolled cell in words: a formula derived from the ops of one step, or counts of them.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "graphs/rolled.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

constexpr double widest = 340;  // in points, at 12 pt

std::size_t at(int i) { return static_cast<std::size_t>(i); }

std::string last_part(const std::string& name) { return name.substr(name.rfind('.') + 1); }

class Formula {
 public:
  Formula(const Snapshot& snapshot, int state) : snapshot_(snapshot), state_(snapshot.nodes()[at(state)]) {}

  struct Text {
    std::string text;
    int binds;  // 0: a sum, 1: a product, 2: one thing
  };
  using Maybe = std::optional<Text>;

  Maybe write(int n, bool root) {
    const SnapshotNode& node = snapshot_.nodes()[at(n)];
    if (node.role == Role::state && !root) return Text{name_of_state(node), 2};
    if (node.kind == Kind::leaf) return leaf(node);
    if (node.step == 0 && !root) return outside(n);
    return op(n, node);
  }

 private:
  std::string name_of_state(const SnapshotNode& n) const {
    const bool same_lane = outside_time(n.scope) == outside_time(state_.scope) || n.kind == Kind::leaf;
    if (!same_lane) return "x_t";
    return n.field + (n.step == state_.step ? "_t" : n.track == 1 ? "_t+1" : "_t−1");
  }

  Maybe leaf(const SnapshotNode& n) const {
    if (n.role == Role::parameter || (n.needs_grad && !n.name.empty() && n.step == 0 && n.role == Role::none))
      return Text{last_part(n.name), 2};
    if (n.value && n.name.empty()) return Text{short_number(*n.value), 2};
    std::string name = n.name.empty() ? "x" : last_part(n.name);
    return Text{name.substr(0, name.find('_')) + "_t", 2};
  }

  // Computed for all steps at once, and a slice of it read here.
  Maybe outside(int n) {
    const SnapshotNode& node = snapshot_.nodes()[at(n)];
    if (node.kind == Kind::plumbing && node.op != "embedding") return write(snapshot_.inputs(n)[0].from, false);
    return op(n, node);
  }

  Maybe op(int n, const SnapshotNode& node) {
    if (node.kind == Kind::arithmetic && !visited_.insert(n).second) return {};
    const auto inputs = snapshot_.inputs(n);
    // A slice of what this step made is a gate: that takes more than a line.
    if (node.op == "slice" && snapshot_.nodes()[at(inputs[0].from)].step > 0) return {};
    std::vector<Text> x;
    for (const SnapshotEdge& e : inputs) {
      const Maybe part = write(e.from, false);
      if (!part || x.size() > 4) return {};
      x.push_back(*part);
    }
    const auto in = [&](std::size_t i, int binds) { return x[i].binds < binds ? "(" + x[i].text + ")" : x[i].text; };
    const auto joined = [&](const char* between, int binds, int right) {
      std::string text = in(0, binds);
      for (std::size_t i = 1; i < x.size(); ++i) text += between + in(i, right);
      return Text{text, binds};
    };
    const bool both = x.size() >= 2;
    if (node.op == "add" || node.op == "add_all") return both ? Maybe(joined(" + ", 0, 0)) : Maybe();
    if (node.op == "sub") return both ? Maybe(joined(" − ", 0, 1)) : Maybe();
    if (node.op == "mul") return both ? Maybe(joined(" ⊙ ", 1, 1)) : Maybe();
    if (node.op == "div") return both ? Maybe(joined(" ÷ ", 1, 2)) : Maybe();
    if (node.op == "matmul") return joined(" ", 1, 1);
    if (node.op == "neg") return Text{"−" + in(0, 1), 0};
    if (node.op == "embedding" && x.size() == 1) return Text{in(0, 2) + "[·]", 2};
    if (node.op == "permute") return Text{in(0, 2) + "ᵀ", 2};
    if (node.op == "concat") return Text{"[" + joined(", ", 0, 0).text + "]", 2};
    if (node.kind == Kind::plumbing) return x.size() == 1 ? Maybe(x[0]) : Maybe();
    return Text{(node.op == "sigmoid" ? "σ" : node.op) + "(" + joined(", ", 0, 0).text + ")", 2};
  }

  const Snapshot& snapshot_;
  const SnapshotNode& state_;
  std::set<int> visited_;
};

}  // namespace

std::optional<std::string> formula_of(const Snapshot& snapshot, int state) {
  const auto text = Formula(snapshot, state).write(state, true);
  if (!text || text_width(text->text, 12) > widest) return {};
  return text->text;
}

std::string counts_of(const Snapshot& snapshot, const std::vector<int>& nodes) {
  std::map<std::string, int> counts;
  for (int n : nodes) {
    const SnapshotNode& node = snapshot.nodes()[at(n)];
    if (node.kind == Kind::arithmetic)
      ++counts[node.op == "sigmoid" ? "σ" : node.op == "mul" ? "⊙" : node.op == "add" ? "+" : node.op];
  }
  std::vector<std::pair<int, std::string>> sorted;
  for (const auto& [op, count] : counts) sorted.push_back({-count, op});
  std::sort(sorted.begin(), sorted.end());
  std::string text, line;
  for (const auto& [count, op] : sorted) {
    const std::string next = fmt::format("{} {}", -count, op);
    if (!line.empty() && text_width(line + next, 12) > 200) text += line + ",\n", line.clear();
    line += (line.empty() ? "" : ", ") + next;
  }
  return text + line;
}

}  // namespace unroll::graphs
