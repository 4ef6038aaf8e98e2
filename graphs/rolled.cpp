#include "graphs/rolled.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autograd/error.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// "x_3" of step 3 is "x_t".
std::string of_any_time(const std::string& label, int step) {
  const std::string time = "_" + std::to_string(step);
  return label.ends_with(time) ? label.substr(0, label.size() - time.size()) + "_t" : label;
}

}  // namespace

void View::check_rolled(const ViewOptions& options) const {
  const std::string remedy = "leave it out, or draw the steps side by side at cell level";
  if (snapshot_.steps() == 0)
    throw Error(
        "rolled: the graph has no time steps, so that nothing goes round; open Scope(\"t\", t) for each step, or draw "
        "it at op level");
  for (const SnapshotNode& n : snapshot_.nodes())
    if (n.backward)
      throw Error("rolled: this is the derivative's graph, whose steps differ; draw the forward graph with a trace");
  const bool any_state = std::any_of(snapshot_.nodes().begin(), snapshot_.nodes().end(),
                                     [](const SnapshotNode& n) { return n.role == Role::state && n.step > 0; });
  if (!any_state)
    throw Error(
        "rolled: no tensor in the time steps is a state, so that there is no loop; mark what goes on to the next step: "
        "mark(Role::state, \"h\")");
  if (options.fold.first || options.fold.last) throw Error("rolled: one cell has no middle to fold; " + remedy);
  if (options.wrap) throw Error("rolled: one cell has no steps to wrap; " + remedy);
  if (options.focus.node) throw Error("rolled: one cell has no neighbourhood to focus on; " + remedy);
  if (options.depth) throw Error("rolled: the inside of the cell is not drawn, nor are its modules; " + remedy);
  if (options.plumbing) throw Error("rolled: the inside of the cell is not drawn, nor is its plumbing; " + remedy);
}

// The first and the last step may lack ops: what the start does not need, what nobody reads.
void View::check_steps_alike() const {
  std::map<int, std::map<int, std::map<std::string, int>>> ops;  // of a lane and a step
  for (const SnapshotNode& n : snapshot_.nodes()) {
    if (n.step == 0 || n.kind != Kind::arithmetic || n.role == Role::loss) continue;
    ++ops[snapshot_lane(n)][n.step][n.op];
  }
  for (const auto& [lane, steps] : ops) {
    if (steps.size() < 4) continue;
    const auto& usual = std::next(steps.begin())->second;
    for (auto s = std::next(steps.begin(), 2); std::next(s) != steps.end(); ++s) {
      if (s->second == usual) continue;
      for (const auto* side : {&s->second, &usual})
        for (const auto& [op, count] : *side) {
          const auto find = [&op = op](const std::map<std::string, int>& in) { return in.count(op) ? in.at(op) : 0; };
          if (find(s->second) == find(usual)) continue;
          throw Error(fmt::format(
              "rolled: the steps are not alike: {} {} in step {}, but {} in step {}; draw them side by side at cell or "
              "op level",
              find(s->second), op, s->first, find(usual), std::next(steps.begin())->first));
        }
    }
  }
}

int View::snapshot_lane(const SnapshotNode& n) const {
  const std::string name = outside_time(n.scope);
  for (int l = 0; l < static_cast<int>(lanes_.size()); ++l)
    if (lanes_[at(l)].name == name) return l;
  return -1;
}

// A formula for each field if each has one that fits; otherwise how many ops there are of each kind.
std::string View::inside_of_cell(int lane) const {
  const int steps = snapshot_.steps(), step = steps > 1 ? 2 : 1;
  std::vector<int> nodes;
  std::string formulas;
  bool fits = true;
  std::map<std::string, int> states;
  for (int n = 0; n < static_cast<int>(snapshot_.nodes().size()); ++n) {
    const SnapshotNode& node = snapshot_.nodes()[at(n)];
    if (node.step != step || snapshot_lane(node) != lane) continue;
    nodes.push_back(n);
    if (node.role == Role::state && node.kind != Kind::leaf) states[node.field] = n;
  }
  for (const auto& [field, n] : states) {
    const auto formula = formula_of(snapshot_, n);
    fits = fits && formula;
    if (formula) formulas += (formulas.empty() ? "" : "\n") + (states.size() > 1 ? field + "_t = " : "") + *formula;
  }
  return fits ? formulas : counts_of(snapshot_, nodes);
}

// Made of the cell level: all states of a lane become one item, all that differs only in time becomes one item, and
// what a step hands to the next goes through a delay.
void View::roll() {
  check_steps_alike();
  std::vector<Item> items;
  std::vector<int> place(items_.size(), -1);
  std::vector<int> cells(lanes_.size(), -1);
  std::map<std::pair<int, std::string>, int> timeless;        // of a lane and a label
  std::map<std::pair<int, std::string>, std::string> begins;  // of a lane and a field: with what
  const auto add = [&](Item item, int lane) {
    item.step = item.last_step = 0, item.lane = std::max(lane, 0);
    items.push_back(std::move(item));
    return static_cast<int>(items.size()) - 1;
  };
  for (int i = 0; i < static_cast<int>(items_.size()); ++i) {
    const Item& item = items_[at(i)];
    if (item.look == Look::rail || item.starts) continue;
    if (item.look == Look::state) {
      int& cell = cells[at(item.lane)];
      if (cell < 0) {
        Item all = item;
        all.look = Look::cell, all.label.clear(), all.gradient.reset(), all.note = inside_of_cell(item.lane);
        cell = add(std::move(all), item.lane);
      }
      items[at(cell)].node = std::max(items[at(cell)].node, item.node);
      place[at(i)] = cell;
    } else if (item.step > 0) {
      const std::string label = item.look == Look::loss ? item.label + "_t" : of_any_time(item.label, item.step);
      const auto [known, is_new] = timeless.insert({{item.lane, label}, 0});
      if (is_new) {
        Item one = item;
        one.label = label;
        if (snapshot_.steps() > 1) one.gradient.reset();
        known->second = add(std::move(one), item.lane);
      }
      place[at(i)] = known->second;
    } else {
      place[at(i)] = add(item, 0);
    }
  }

  // A parameter stands below each cell that reads it.
  std::map<std::pair<int, int>, int> parameters;  // of a rail and a user
  std::vector<Link> links;
  std::map<std::pair<int, int>, std::size_t> joined;
  std::vector<std::pair<int, std::string>> loops;
  std::vector<std::pair<int, std::string>> delayed;  // read by what is no state: link k comes from −1 − k
  const auto index = [](auto& list, const auto& wanted) {
    const auto found = std::find(list.begin(), list.end(), wanted);
    const auto k = static_cast<int>(found - list.begin());
    if (found == list.end()) list.push_back(wanted);
    return k;
  };
  for (Link l : links_) {
    const Item &from = items_[at(l.from)], &to = items_[at(l.to)];
    if (from.starts) {
      begins[{to.lane, snapshot_.nodes()[at(from.node)].field}] = from.label;
      continue;
    }
    if (from.look == Look::state && to.look == Look::state && from.lane == to.lane) {
      const std::pair<int, std::string> loop{from.lane, snapshot_.nodes()[at(from.node)].field};
      if (from.step != to.step) index(loops, loop);
      continue;
    }
    const int user = place[at(l.to)];
    if (from.look == Look::rail) {
      const auto [known, is_new] = parameters.insert({{l.from, user}, 0});
      if (is_new) {
        Item leaf = from;
        leaf.look = Look::leaf;
        leaf.label = leaf.label.substr(leaf.label.rfind('.') + 1);  // below its cell, it is clear whose it is
        known->second = add(std::move(leaf), to.lane);
      }
      l.from = known->second;
    } else if (from.look == Look::state && from.lane == to.lane && to.step > 0 && from.step != to.step) {
      l.from = -1 - index(delayed, std::pair(from.lane, snapshot_.nodes()[at(from.node)].field));
    } else {
      l.from = place[at(l.from)];
    }
    l.to = user;
    const auto [known, is_new] = joined.insert({{l.from, l.to}, links.size()});
    if (is_new) {
      links.push_back(std::move(l));
    } else {  // what flows back differs from step to step
      links[known->second].flow.reset(), links[known->second].part = {};
      links[known->second].drawn = links[known->second].drawn || l.drawn;
      links[known->second].edges.insert(links[known->second].edges.end(), l.edges.begin(), l.edges.end());
    }
  }

  std::sort(loops.begin(), loops.end());
  for (const auto& [lane, field] : loops) {
    Item delay = items[at(cells[at(lane)])];
    delay.look = Look::delay;
    delay.label = field + (lanes_[at(lane)].mirrored ? "_t+1" : "_t−1");
    delay.note = begins.count({lane, field}) ? begins.at({lane, field}) : "";
    const int d = add(std::move(delay), lane), cell = cells[at(lane)];
    links.push_back({cell, d, 0, {}, {}, true, {}});
    links.push_back({d, cell, 0, {}, {}, true, {}});
    const int waiting = -1 - index(delayed, std::pair(lane, field));
    for (Link& l : links)
      if (l.from == waiting) l.from = d;
  }
  for (Link& l : links)
    if (l.from < 0) l.from = cells[at(delayed[at(-1 - l.from)].first)];
  items_ = std::move(items);
  links_ = std::move(links);

  std::map<std::pair<int, std::string>, std::vector<std::optional<double>>> norms;  // as many as the lane has steps
  std::map<int, int> last;
  for (const SnapshotNode& n : snapshot_.nodes())
    if (n.role == Role::state && n.kind != Kind::leaf)
      last[snapshot_lane(n)] = std::max(last[snapshot_lane(n)], n.step);
  for (const SnapshotNode& n : snapshot_.nodes()) {
    if (n.role != Role::state || n.step == 0 || n.kind == Kind::leaf) continue;
    auto& all = norms.insert({{snapshot_lane(n), n.field}, {}}).first->second;
    all.resize(at(last.at(snapshot_lane(n))));
    all[at(n.step - 1)] = n.gradient;
  }
  for (auto& [key, all] : norms) {
    if (key.first < 0) continue;
    std::string& label = items_[at(cells[at(key.first)])].label;
    label += (label.empty() ? "" : ", ") + key.second + "_t";
    turns_.push_back({key.first, key.second, std::move(all)});
  }
  level_ = Level::rolled;
  measure();
}

}  // namespace unroll::graphs
