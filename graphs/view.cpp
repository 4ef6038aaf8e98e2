#include "graphs/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numeric>
#include <set>
#include <unordered_set>

#include "graphs/norm_of_sum.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

constexpr int longest_at_op_level = 4;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// "layers.0.W_xh" is "W_xh" in a picture.
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

// The shortest end of a parameter's path that names no other parameter: "past.W_hh". It does not begin with a number.
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

// "1", "0.33": to a few digits, so that rounding does not show.
std::string number_text(double x) { return (x < 0 ? "−" : "") + fmt::format("{:.3g}", std::abs(x)); }

bool is_pointwise(const std::string& op) { return op == "add" || op == "mul" || op == "sub" || op == "add_all"; }

}  // namespace

std::string outside_time(const std::string& scope) {
  for (std::size_t start = 0; start < scope.size();) {
    const std::size_t slash = std::min(scope.find('/', start), scope.size());
    const std::size_t equals = scope.find('=', start);
    if (equals < slash && scope.find_first_not_of("0123456789", equals + 1) >= slash)
      return scope.substr(0, start > 0 ? start - 1 : 0);
    start = slash + 1;
  }
  return scope;
}

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
  if (rolled) {
    roll();
    return;
  }
  choose_wrap(options.wrap);
  if (wrap_ == 0) find_phases();
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
  std::set<const SnapshotEdge*> tapped;
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
      // Where several states read one folded use of a parameter, its share is told at the first of them alone.
      if (rail_[at(entry.first)])
        std::erase_if(entry.second.first, [&](const SnapshotEdge* e) { return !tapped.insert(e).second; });
      const int from = leaf_item(entry.second, item);
      links_.push_back({from, item, input++, flow_from(entry.second, n, 0), {}, true, edges_of(entry.second, n, 0)});
    }
    if (attentions_.is_read(n)) weigh(first, n);
  }
  for (int i = 0; i < static_cast<int>(items_.size()); ++i)
    if (items_[at(i)].reference && item_of_[at(items_[at(i)].node)] >= 0)
      links_.push_back({item_of_[at(items_[at(i)].node)], i, 0, {}, {}, false, {}});
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

// The backward pass is one row, whatever its lanes were.
int View::lane_of(const SnapshotNode& node) {
  if (node.step == 0 || node.backward) return 0;
  const std::string name = outside_time(node.scope);
  auto lane = std::find_if(lanes_.begin(), lanes_.end(), [&](const Lane& l) { return l.name == name; });
  if (lane == lanes_.end()) lane = lanes_.insert(lanes_.end(), {name});
  if (node.role == Role::state && node.track == 1) lane->mirrored = true;
  return static_cast<int>(lane - lanes_.begin());
}

// The states that a step attends to, from the link `first` on: key j is the state of step j, in every lane that has as
// many steps as there are keys. Only the strongest are drawn.
void View::weigh(int first, int read) {
  const std::vector<double> row = attentions_.row(read);
  if (row.empty() || snapshot_.nodes()[at(read)].step == 0) return;
  std::map<int, std::set<int>> steps;  // of a lane
  const auto lane_of_state = [this](const Link& l) {
    const Item& from = items_[at(l.from)];
    const SnapshotNode& node = snapshot_.nodes()[at(from.node)];
    return node.role == Role::state && node.step > 0 && from.look != Look::leaf ? from.lane : -1;
  };
  for (std::size_t l = at(first); l < links_.size(); ++l)
    if (const int lane = lane_of_state(links_[l]); lane >= 0 && lane != items_[at(links_[l].to)].lane)
      steps[lane].insert(items_[at(links_[l].from)].step);
  const std::vector<int> drawn = strongest(row, attentions_.options().strongest);
  for (std::size_t l = at(first); l < links_.size(); ++l) {
    const int lane = lane_of_state(links_[l]), step = items_[at(links_[l].from)].step;
    if (lane < 0 || !steps.count(lane) || steps[lane].size() != row.size() || step > static_cast<int>(row.size()))
      continue;
    links_[l].weight = row[at(step - 1)];
    links_[l].drawn = std::find(drawn.begin(), drawn.end(), step - 1) != drawn.end();
  }
}

void View::find_phases() {
  const auto backward = [](const Item& i) { return i.backward; };
  if (level_ != Level::cell || std::any_of(items_.begin(), items_.end(), backward)) return;
  for (std::size_t round = 0; round < lanes_.size(); ++round)
    for (const Link& l : links_) {
      const Item &from = items_[at(l.from)], &to = items_[at(l.to)];
      if (from.step == 0 || to.step == 0 || from.lane == to.lane || from.look == Look::rail) continue;
      int& phase = lanes_[at(to.lane)].phase;
      phase = std::max(phase, lanes_[at(from.lane)].phase + (l.weight ? 1 : 0));
    }
}

// So that links lead upwards.
void View::sort_lanes() {
  if (lanes_.empty()) lanes_.emplace_back();
  const auto in_time = [](const Item& item) { return item.step > 0 && !item.backward; };
  std::vector<int> depth(lanes_.size(), 0), order(lanes_.size()), place(lanes_.size());
  for (std::size_t round = 0; round < lanes_.size(); ++round)
    for (const Link& l : links_) {
      const Item &from = items_[at(l.from)], &to = items_[at(l.to)];
      if (in_time(from) && in_time(to) && from.lane != to.lane)
        depth[at(to.lane)] = std::max(depth[at(to.lane)], depth[at(from.lane)] + 1);
    }
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return depth[at(a)] < depth[at(b)]; });
  std::vector<Lane> sorted;
  for (int lane : order) {
    place[at(lane)] = static_cast<int>(sorted.size());
    sorted.push_back(lanes_[at(lane)]);
  }
  lanes_ = std::move(sorted);
  for (Item& item : items_)
    if (in_time(item)) item.lane = place[at(item.lane)];
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
