#include "graphs/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_set>

#include "graphs/norm_of_sum.hpp"
#include "graphs/text.hpp"
#include "graphs/view_labels.hpp"

namespace unroll::graphs {

namespace {

constexpr int longest_at_op_level = 4;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

std::string sum_of_shares(const Item& rail) { return "‖Σ ∂L/∂" + rail.label + "‖"; }

View::View(const Snapshot& snapshot, const ViewOptions& options)
    : snapshot_(snapshot),
      attentions_(snapshot_, options.attention),
      captions_(options.captions),
      uses_(snapshot.nodes().size(), 0) {
  for (const SnapshotEdge& e : snapshot_.edges()) ++uses_[at(e.from)];
  choose_level(options);
  const bool rolled = level_ == Level::rolled;
  if (rolled) {
    check_rolled(options);
    level_ = Level::cell;
  }
  choose_visible(options);
  find_rails();
  close_modules(options);
  add_items();
  order_steps();
  add_links();
  sort_lanes();
  for (Item& item : items_) item.label = clean(item.label);
  if (rolled) {
    roll();
    return;
  }
  choose_wrap(options.wrap);
  if (wrap_ == 0 && !options.focus.node) find_phases();
  if (!options.focus.node || options.fold.first || options.fold.last) fold(options.fold);
  focus(options.focus);
  measure();
}

const std::string& View::caption(int step) const {
  static const std::string none;
  return step >= 1 && at(step) <= captions_.size() ? captions_[at(step - 1)] : none;
}

void View::choose_level(const ViewOptions& options) {
  scalars_ = snapshot_.steps() == 0;
  for (const SnapshotNode& n : snapshot_.nodes()) scalars_ = scalars_ && n.shape.size() == 1;
  level_ = options.level;
  if (level_ != Level::automatic) return;
  bool states = false;
  level_ = Level::op;
  for (const SnapshotNode& n : snapshot_.nodes()) {
    if (n.backward) level_ = Level::backward;
    states = states || (n.role == Role::state && n.step > 0);
  }
  const bool all_of_it = !options.focus.node && !options.depth;
  if (level_ == Level::op && states && all_of_it && (snapshot_.steps() > longest_at_op_level || attentions_.in_time()))
    level_ = Level::cell;
}

// What is computed between states and what reads them by their weights, once for all steps: keys, for example.
std::vector<char> View::only_for_attention() const {
  const auto& nodes = snapshot_.nodes();
  std::vector<char> from_states(nodes.size(), false), to_reads(nodes.size(), false);
  const auto between = [&](int n) { return nodes[at(n)].role != Role::state && nodes[at(n)].kind != Kind::leaf; };
  for (int n = 0; n < static_cast<int>(nodes.size()); ++n)
    for (const SnapshotEdge& e : snapshot_.inputs(n))
      if (from_states[at(e.from)] || (nodes[at(e.from)].role == Role::state && nodes[at(e.from)].step > 0))
        from_states[at(n)] = between(n);
  for (int n = static_cast<int>(nodes.size()); n-- > 0;)
    for (const SnapshotEdge& e : snapshot_.inputs(n))
      if ((to_reads[at(n)] || attentions_.is_read(n)) && between(e.from)) to_reads[at(e.from)] = true;
  for (std::size_t n = 0; n < nodes.size(); ++n) from_states[n] = from_states[n] && to_reads[n] && nodes[n].step == 0;
  return from_states;
}

void View::choose_visible(const ViewOptions& options) {
  const std::vector<char> aside = only_for_attention();
  for (const SnapshotNode& n : snapshot_.nodes()) {
    const int number = static_cast<int>(visible_.size());
    bool visible = n.kind != Kind::plumbing || options.plumbing || n.op == "embedding";
    if (level_ == Level::cell && n.step > 0)
      visible = n.kind == Kind::leaf || n.role == Role::state || n.role == Role::loss || attentions_.is_read(number);
    if (level_ == Level::cell && aside[at(number)]) visible = false;
    visible_.push_back(visible);
  }
  for (int root : snapshot_.roots()) visible_[at(root)] = true;
}

// A rail is a leaf that needs gradients and is read in several steps (not in slices: that would be data).
void View::find_rails() {
  rail_.assign(snapshot_.nodes().size(), false);
  std::vector<std::set<int>> steps(rail_.size());
  std::vector<char> sliced(rail_.size(), false);
  for (int n = 0; n < static_cast<int>(rail_.size()); ++n) {
    if (is_hidden(n) && level_ != Level::cell) continue;
    for (const SnapshotEdge& e : snapshot_.inputs(n))
      for (const Source& s : is_hidden(n) ? std::vector<Source>{{e.from, {&e}, false}} : sources_of(n, e.input)) {
        const SnapshotNode& source = snapshot_.nodes()[at(s.node)];
        if (source.kind != Kind::leaf || snapshot_.nodes()[at(n)].backward) continue;
        if (snapshot_.nodes()[at(n)].step > 0) steps[at(s.node)].insert(snapshot_.nodes()[at(n)].step);
        for (const SnapshotEdge* first : s.first)
          if (snapshot_.nodes()[at(first->to)].op == "slice") sliced[at(s.node)] = true;
      }
  }
  if (level_ == Level::cell)  // through what is hidden outside time
    for (int n = 0; n < static_cast<int>(rail_.size()); ++n)
      for (const SnapshotEdge& e : snapshot_.inputs(n))
        if (attentions_.is_read(n) && snapshot_.nodes()[at(n)].step > 0)
          for (const Source& s : sources_of(n, e.input)) steps[at(s.node)].insert(snapshot_.nodes()[at(n)].step);
  for (int n = 0; n < static_cast<int>(rail_.size()); ++n) {
    const SnapshotNode& leaf = snapshot_.nodes()[at(n)];
    if (leaf.kind != Kind::leaf || steps[at(n)].empty()) continue;
    rail_[at(n)] = leaf.role == Role::parameter ||
                   (leaf.role == Role::none && leaf.needs_grad && !sliced[at(n)] && steps[at(n)].size() > 1);
  }
}

// What goes in through one input of a node: the visible nodes behind the folded ones.
std::vector<View::Source> View::sources_of(int user, int input) const {
  std::vector<Source> sources;
  std::unordered_map<int, std::size_t> place_of;  // in `sources`, of a node
  std::unordered_set<int> visited;
  struct Step {
    const SnapshotEdge* edge;
    bool shared;
  };
  std::vector<Step> stack{{&snapshot_.inputs(user)[at(input)], false}};
  while (!stack.empty()) {
    const Step step = stack.back();
    stack.pop_back();
    const int from = step.edge->from;
    if (is_hidden(from)) {
      if (!visited.insert(from).second) continue;
      const auto inputs = snapshot_.inputs(from);
      const bool shared = step.shared || uses_[at(from)] > 1;
      for (std::size_t i = inputs.size(); i-- > 0;) stack.push_back({&inputs[i], shared});
      continue;
    }
    const auto [place, is_new] = place_of.try_emplace(from, sources.size());
    if (is_new) sources.push_back({from, {}, false});
    Source& source = sources[place->second];
    source.first.push_back(step.edge);
    source.shared = source.shared || step.shared;
  }
  return sources;
}

std::optional<double> View::flow_from(const Source& source, int user, int input) const {
  if (level_ != Level::cell && source.shared) return snapshot_.inputs(user)[at(input)].flow;
  return norm_of_sum(source.first);
}

std::vector<int> View::edges_of(const Source& source, int user, int input) const {
  const auto number = [this](const SnapshotEdge* e) { return static_cast<int>(e - snapshot_.edges().data()); };
  if (level_ != Level::cell && source.shared) return {number(&snapshot_.inputs(user)[at(input)])};
  std::vector<int> edges;
  for (const SnapshotEdge* e : source.first) edges.push_back(number(e));
  return edges;
}

void View::add_items() {
  item_of_.assign(snapshot_.nodes().size(), -1);
  find_items_of_modules();
  for (int n = 0; n < static_cast<int>(snapshot_.nodes().size()); ++n) {
    if (is_hidden(n)) continue;
    const SnapshotNode& node = snapshot_.nodes()[at(n)];
    const bool leaf = node.kind == Kind::leaf && !rail_[at(n)];
    if (leaf && uses_[at(n)] > 0) continue;  // beside its user: see leaf_item
    if (module_of(n) >= 0) continue;         // see close_modules
    Item item{n,     Look::op,     leaf ? leaf_label(n, -1) : op_label(n), "", node.step, node.backward, false,
              false, node.gradient};
    if (rail_[at(n)]) {
      item.look = Look::rail;
      item.label = node.name.empty() ? "W" : unique_name(snapshot_.nodes(), node);
      item.parameter = true;
      item.step = 0;
    } else if (node.role == Role::loss && node.shape.size() == 1) {
      item.look = Look::loss;
      item.label = node.name.empty() ? "L" : short_name(node.name);
    } else if (leaf) {
      item.look = Look::leaf;
      item.parameter = node.role == Role::parameter;
    } else if (level_ == Level::cell && node.role == Role::state && node.step > 0) {
      item.look = Look::state;
      item.label = node.field + "_" + std::to_string(node.step);
      item.note = symbol(node.op);
    } else if (level_ == Level::cell && node.step > 0 && attentions_.is_read(n)) {
      item.label = "attend";
      item.attends = true;
    } else if (is_pointwise(node.op) && item.label == symbol(node.op)) {
      item.look = Look::pointwise;
    }
    if (scalars_ && node.value) {
      if (item.look == Look::pointwise) item.look = Look::op;
      if (item.look == Look::op || (leaf && !node.name.empty())) item.note = short_number(*node.value);
    }
    if (level_ == Level::backward && node.op == "add_all") {
      std::set<int> steps;
      for (const SnapshotEdge& e : snapshot_.inputs(n))
        for (const Source& s : sources_of(n, e.input)) steps.insert(snapshot_.nodes()[at(s.node)].step);
      if (steps.size() > 1 && node.step == 0 && uses_[at(n)] == 0) item.look = Look::sum;
    }
    if (item.step > 0) item.lane = lane_of(node);
    item_of_[at(n)] = static_cast<int>(items_.size());
    items_.push_back(std::move(item));
  }
}

void View::add_links() {
  std::vector<std::pair<int, int>> wanted;  // (item, node)
  for (int i = 0; i < static_cast<int>(items_.size()); ++i)
    if (items_[at(i)].look != Look::rail) wanted.push_back({i, items_[at(i)].node});
  for (const auto& [item, n] : wanted) {
    if (items_[at(item)].look == Look::module) {
      add_module_links(item);
      continue;
    }
    const auto inputs = snapshot_.inputs(n);
    const int first = static_cast<int>(links_.size());
    // At cell level all inputs of a state are taken together: a link is what one node gives to one state.
    std::map<int, Source> together;
    for (const SnapshotEdge& e : inputs)
      for (Source& source : sources_of(n, e.input)) {
        if (level_ == Level::cell && items_[at(item)].step > 0) {
          Source& all = together.insert({source.node, {source.node, {}, false}}).first->second;
          for (const SnapshotEdge* first : source.first)
            if (std::find(all.first.begin(), all.first.end(), first) == all.first.end()) all.first.push_back(first);
          continue;
        }
        const int from = leaf_item(source, item);
        links_.push_back({from, item, e.input, flow_from(source, n, e.input), {}, true, edges_of(source, n, e.input)});
        if (scalars_ && e.share) links_.back().share = static_cast<double>(e.share.item());
      }
    int input = 0;
    for (auto& entry : together) {
      const int from = leaf_item(entry.second, item);
      links_.push_back({from, item, input++, flow_from(entry.second, n, 0), {}, true, edges_of(entry.second, n, 0)});
    }
    if (attentions_.is_read(n)) weigh(first, n);
  }
  for (int i = 0; i < static_cast<int>(items_.size()); ++i)
    if (items_[at(i)].reference && item_of_[at(items_[at(i)].node)] >= 0)
      links_.push_back({item_of_[at(items_[at(i)].node)], i, 0, {}, {}, false, {}});
  if (level_ == Level::cell) divide_flows();
}

// What step t goes on from: a state of earlier, or a leaf that is called h_{t−1}, such as h_0 or one that was detached.
bool View::is_start_of_state(int leaf, int step) const {
  const SnapshotNode& n = snapshot_.nodes()[at(leaf)];
  if (n.kind != Kind::leaf || n.role == Role::parameter || n.role == Role::input || step == 0) return false;
  return n.role == Role::state || n.name.ends_with("_" + std::to_string(n.track == 1 ? step + 1 : step - 1));
}

// The item that stands for a source on a user's side: the op's own, or a leaf's, which each step has its own of.
int View::leaf_item(const Source& source, int user) {
  const SnapshotNode& node = snapshot_.nodes()[at(source.node)];
  const Item& reader = items_[at(user)];
  const bool leaf = node.kind == Kind::leaf && !rail_[at(source.node)];
  const bool forward_value = reader.backward && !node.backward;  // kept for the backward pass
  if (!leaf && !forward_value) return item_of_[at(source.node)];

  const bool start = !forward_value && is_start_of_state(source.node, reader.step);
  const int first_step = node.track == 1 ? snapshot_.steps() : 1;
  const int step = start && reader.step == first_step ? 0 : reader.step;
  // Values kept for the backward pass stand beside each of their users, so that no line crosses the picture.
  const std::array<int, 3> key{source.node, forward_value ? -1 - user : step, reader.lane};
  const auto found = leaves_.find(key);
  if (found != leaves_.end()) return found->second;

  Item item{source.node, Look::leaf,   leaf_label(source.node, reader.node), "", step, reader.backward, false,
            false,       node.gradient};
  item.parameter = node.role == Role::parameter || rail_[at(source.node)] ||
                   (node.kind == Kind::leaf && node.role == Role::none && node.needs_grad && node.step == 0);
  item.reference = forward_value;
  item.lane = reader.lane;
  item.starts = start;
  if (node.role == Role::parameter && !node.name.empty() &&
      snapshot_.steps() == 0)  // in time, its lane tells whose it is
    item.label = unique_name(snapshot_.nodes(), node);
  const bool of_this_step = step > 0 && !start && !item.parameter && !item.reference &&
                            item.label.find('_') == std::string::npos && item.label != "0" && !node.value &&
                            !node.backward;
  if (of_this_step) item.label += "_" + std::to_string(step);
  if (step > 0 && !item.parameter) {  // a slice's share of the whole's gradient, not all of it
    if (node.step == 0 && reader.look == Look::module)
      item.gradient.reset();
    else if (node.step == 0)
      item.gradient = flow_from(source, items_[at(user)].node, source.first.front()->input);
  }
  if (scalars_ && node.value && !node.name.empty()) item.note = short_number(*node.value);
  leaves_.emplace(key, static_cast<int>(items_.size()));
  items_.push_back(std::move(item));
  return static_cast<int>(items_.size()) - 1;
}

void View::measure() {
  const auto take = [this](std::optional<double> norm) {
    if (!norm || !(*norm > 0) || !std::isfinite(*norm)) return;
    smallest_ = smallest_ == 0 ? *norm : std::min(smallest_, *norm);
    largest_ = std::max(largest_, *norm);
  };
  for (const Item& item : items_) take(item.gradient);
  for (const Link& link : links_) take(link.flow);
  for (const Turns& turns : turns_)
    for (std::optional<double> norm : turns.norms) take(norm);
}

}  // namespace unroll::graphs
