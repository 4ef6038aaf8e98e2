// Modules that are not opened: one box for all ops of a module in one step, with what flows in and out.
#include <fmt/format.h>

#include <algorithm>

#include "autograd/error.hpp"
#include "graphs/norm_of_sum.hpp"
#include "graphs/rolled.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// The first `levels` names of a module path; empty if it has fewer.
std::string outer_part(const std::string& path, int levels) {
  std::size_t end = 0;
  for (int level = 0; level < levels; ++level) {
    if (end >= path.size()) return "";
    end = std::min(path.find('/', end + (level > 0)), path.size());
  }
  return path.substr(0, end);
}

// Nodes of groups that lie on a circle, if each group were one node. `inputs` of a node have smaller numbers.
std::vector<char> on_circle(const Snapshot& s, const std::vector<int>& group) {
  const int groups = 1 + *std::max_element(group.begin(), group.end());
  std::vector<char> open(at(groups), true);
  for (bool forward : {true, false}) {
    std::vector<int> waits(at(groups), 0);
    std::vector<std::vector<int>> next(at(groups));
    for (const SnapshotEdge& e : s.edges()) {
      const int a = group[at(forward ? e.from : e.to)], b = group[at(forward ? e.to : e.from)];
      if (a != b && open[at(a)] && open[at(b)]) ++waits[at(b)], next[at(a)].push_back(b);
    }
    std::vector<int> ready;
    for (int g = 0; g < groups; ++g)
      if (open[at(g)] && waits[at(g)] == 0) ready.push_back(g);
    while (!ready.empty()) {
      const int g = ready.back();
      ready.pop_back();
      open[at(g)] = false;
      for (int b : next[at(g)])
        if (--waits[at(b)] == 0) ready.push_back(b);
    }
  }
  return open;
}

}  // namespace

void View::close_modules(const ViewOptions& options) {
  if (!options.depth) return;
  if (*options.depth < 0)
    throw Error(fmt::format("depth: {} levels of modules; give 0 to close all of them, or more", *options.depth));
  if (level_ != Level::op)
    throw Error(
        "depth: closed modules hide operations, which only the op level shows one by one; leave depth out, or draw the "
        "forward graph at op level");
  const int n = static_cast<int>(snapshot_.nodes().size());
  std::map<std::pair<std::string, int>, int> numbers;  // of a module and a step
  std::vector<int> group(at(n));
  std::vector<char> member(at(n), false), inside(at(n), false);
  for (int i = 0; i < n; ++i) {
    const SnapshotNode& node = snapshot_.nodes()[at(i)];
    const std::string path = outer_part(node.module, *options.depth + 1);
    const bool may_be = !path.empty() && node.kind != Kind::leaf && node.role != Role::loss;
    inside[at(i)] = member[at(i)] = may_be && !is_hidden(i);
    group[at(i)] = may_be ? numbers.insert({{path, node.step}, n + static_cast<int>(numbers.size())}).first->second : i;
  }
  // Plumbing is inside if what it moves is read there; what leads out of a module is not.
  for (auto e = snapshot_.edges().rbegin(); e != snapshot_.edges().rend(); ++e)
    if (inside[at(e->to)] && group[at(e->from)] == group[at(e->to)]) inside[at(e->from)] = true;
  for (int i = 0; i < n; ++i)
    if (!inside[at(i)]) group[at(i)] = i;
  // A module that is called again with what was made of its answer is a box for each call.
  const std::vector<char> circle = on_circle(snapshot_, group);
  std::vector<int> level(at(n), 0);
  for (const SnapshotEdge& e : snapshot_.edges())
    level[at(e.to)] = std::max(level[at(e.to)], level[at(e.from)] + (group[at(e.from)] != group[at(e.to)]));
  std::map<std::pair<int, int>, int> calls;
  module_of_.assign(at(n), -1);
  for (int i = 0; i < n; ++i) {
    if (!member[at(i)]) continue;
    const int g = group[at(i)];
    const auto [call, is_new] =
        calls.insert({{g, circle[at(g)] ? level[at(i)] : 0}, static_cast<int>(modules_.size())});
    if (is_new) modules_.emplace_back();
    module_of_[at(i)] = call->second;
    modules_[at(call->second)].push_back(i);
  }
  find_inner_leaves();

  std::vector<std::set<int>> read(modules_.size());  // the nodes whose values leave a module
  for (const SnapshotEdge& e : snapshot_.edges())
    if (module_of(e.from) >= 0 && module_of(e.from) != module_of(e.to)) {
      const bool moved_inside = module_of(e.to) < 0 && group[at(e.from)] == group[at(e.to)];
      if (!moved_inside) read[at(module_of(e.from))].insert(e.from);
    }
  for (int root : snapshot_.roots())
    if (module_of(root) >= 0) read[at(module_of(root))].insert(root);
  for (int m = 0; m < static_cast<int>(modules_.size()); ++m) {
    int shown = modules_[at(m)].back();
    for (int i : modules_[at(m)])
      if (snapshot_.nodes()[at(i)].role == Role::state) shown = i;
    const SnapshotNode& node = snapshot_.nodes()[at(shown)];
    const std::string path = outer_part(node.module, *options.depth + 1);
    Item box{shown,
             Look::module,
             path.substr(path.rfind('/') + 1),
             counts_of(snapshot_, modules_[at(m)]),
             node.step,
             false,
             false,
             false,
             {}};
    if (read[at(m)].size() == 1) box.gradient = snapshot_.nodes()[at(*read[at(m)].begin())].gradient;
    if (node.step > 0) box.lane = lane_of(node);
    items_.push_back(std::move(box));
  }
}

void View::find_items_of_modules() {
  for (int i = 0; i < static_cast<int>(items_.size()); ++i)
    if (items_[at(i)].look == Look::module)
      for (int n : modules_[at(module_of(items_[at(i)].node))]) item_of_[at(n)] = i;
}

// Parameters and numbers that only one closed module reads are inside it.
void View::find_inner_leaves() {
  reader_.assign(snapshot_.nodes().size(), -1);
  std::vector<char> seen(reader_.size(), false);
  for (int user = 0; user < static_cast<int>(reader_.size()); ++user) {
    if (is_hidden(user)) continue;
    for (const SnapshotEdge& e : snapshot_.inputs(user))
      for (const Source& source : sources_of(user, e.input)) {
        const SnapshotNode& leaf = snapshot_.nodes()[at(source.node)];
        const bool inner = leaf.role == Role::parameter || (leaf.role == Role::none && (leaf.needs_grad || leaf.value));
        if (leaf.kind != Kind::leaf || rail_[at(source.node)] || !inner) continue;
        int& reader = reader_[at(source.node)];
        reader = seen[at(source.node)] && reader != module_of(user) ? -1 : module_of(user);
        seen[at(source.node)] = true;
      }
  }
}

// One link from each item that a closed module reads. What flows back along it is the norm of the gradient of all that
// it carries; unknown if a folded node on the way has other users, too.
void View::add_module_links(int item) {
  const int module = module_of(items_[at(item)].node);
  struct Flow {
    std::vector<const SnapshotEdge*> first, last;
    bool shared = false;
  };
  std::map<int, std::map<int, Flow>> flows;  // of an item, of a node
  for (int user : modules_[at(module)])
    for (const SnapshotEdge& e : snapshot_.inputs(user))
      for (const Source& source : sources_of(user, e.input)) {
        if (module_of(source.node) == module || is_inner(source.node, module)) continue;
        Flow& flow = flows[leaf_item(source, item)][source.node];
        for (const SnapshotEdge* first : source.first)
          if (std::find(flow.first.begin(), flow.first.end(), first) == flow.first.end()) flow.first.push_back(first);
        flow.last.push_back(&e);
        flow.shared = flow.shared || source.shared;
      }
  int input = 0;
  const int first_link = static_cast<int>(links_.size());
  for (const auto& [from, nodes] : flows) {
    std::optional<double> flow = 0;
    std::vector<int> edges;
    for (const auto& [node, own] : nodes) {
      const auto& through = own.shared && own.last.size() == 1 ? own.last : own.first;
      std::optional<double> norm;
      if (!own.shared || own.last.size() == 1) norm = norm_of_sum(through);
      for (const SnapshotEdge* e : through) edges.push_back(static_cast<int>(e - snapshot_.edges().data()));
      flow = flow && norm ? std::optional(std::hypot(*flow, *norm)) : std::nullopt;
    }
    links_.push_back({from, item, input++, flow, {}, true, edges});
  }
  std::vector<int> reads;
  for (int n : modules_[at(module)])
    if (attentions_.is_read(n)) reads.push_back(n);
  if (reads.size() == 1) weigh(first_link, reads.front());
}

}  // namespace unroll::graphs
