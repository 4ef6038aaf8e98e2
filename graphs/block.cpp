#include "graphs/block.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <tuple>

#include "graphs/item_size.hpp"

namespace unroll::graphs {

namespace {

constexpr double pass_height = 10;  // of a link that passes through

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

Block::Block(const View& view, std::vector<int> items, bool chips)
    : view_(&view), items_(std::move(items)), chips_(chips), run_in_(view.scalars() ? 38 : 0) {
  for (int i : items_)
    if (hints_.lines.empty() && hints_.columns.empty())
      hints_ = Hints(view.snapshot().nodes()[at(view.items()[at(i)].node)].hints);
}

void Block::add_link(int link) { links_.push_back(link); }
void Block::add_entry(int link, int group) { entries_.push_back({link, group}); }
void Block::add_exit(int link) { exits_.push_back(link); }
void Block::add_port_below(int item, int link) { ports_[item].push_back(link); }

void Block::add_idle_exit(int item) { idle_exits_.push_back(item); }

void Block::arrange(const std::vector<std::string>& order) {
  find_chips();
  size_cells();
  assign_columns();
  lead_links();
  find_lines(order);
  order_cells();
  space_lines();
}

void Block::settle() {
  assign_heights();
  assign_widths();
  spread_tips();
}

// A leaf whose links all go to one item of this block is that item's chip.
void Block::find_chips() {
  std::map<int, std::set<int>> users;
  for (int l : links_) users[view_->links()[at(l)].from].insert(view_->links()[at(l)].to);
  for (int l : exits_) users[view_->links()[at(l)].from].insert(-1);
  for (int i : items_) {
    const Item& item = view_->items()[at(i)];
    const bool below = chips_ || (item.parameter && !view_->scalars());
    if (!below || item.look != Look::leaf || item.starts || users[i].size() != 1 || *users[i].begin() < 0) continue;
    chip_of_[i] = *users[i].begin();
    chips_of_[*users[i].begin()].push_back(i);
  }
}

// Where an item's chips begin, from its left, and how wide it must be for its ports and chips.
std::size_t Block::chip_row(int item, double& width) const {
  const auto found = chips_of_.find(item);
  if (found == chips_of_.end()) return 0;
  for (int chip : found->second) width += size_of(view_->items()[at(chip)]).width + chip_gap;
  width -= chip_gap;
  return found->second.size();
}

double Block::port_offset(int item, int link) const {
  const auto& ports = ports_.at(item);
  const auto which = std::find(ports.begin(), ports.end(), link) - ports.begin();
  const double width = cells_[at(cell_of_.at(item))].item_width;
  double row = 0;
  if (chip_row(item, row) > 0) return 12 + static_cast<double>(which) * tap_spacing;
  return width / 2 + (static_cast<double>(which) - (static_cast<double>(ports.size()) - 1) / 2) * tap_spacing;
}

void Block::size_cells() {
  for (int i : items_) {
    if (is_chip(i)) continue;
    const Item& item = view_->items()[at(i)];
    const Size size = size_of(item);
    Cell cell;
    cell.item = i;
    cell.up = size.height / 2 + (is_circle(item) ? 12 : 0);
    cell.down = size.height / 2;
    cell.item_width = size.width;
    double row = 0;
    const std::size_t chips = chip_row(i, row);
    const std::size_t ports = ports_.count(i) ? ports_.at(i).size() : 0;
    double left_of_chips = 0;
    if (ports && !is_circle(item)) {
      const double taken = 12 + static_cast<double>(ports - 1) * tap_spacing + 12;
      if (chips) left_of_chips = taken;
      cell.item_width = std::max(cell.item_width, taken + (chips ? row / 2 + 8 : 0));
    }
    if (chips) {
      // Beside the ports, or centred under the item.
      double x = left_of_chips > 0 ? std::max(left_of_chips, cell.item_width - row) : (cell.item_width - row) / 2;
      double tallest = 0;
      for (int chip : chips_of_.at(i)) {
        const Size s = size_of(view_->items()[at(chip)]);
        chip_x_[chip] = x + s.width / 2;
        x += s.width + chip_gap;
        tallest = std::max(tallest, s.height);
      }
      cell.down += chip_distance + tallest;
      cell.width = std::max(cell.item_width, x - chip_gap);
    } else {
      cell.width = cell.item_width;
    }
    cell_of_[i] = static_cast<int>(cells_.size());
    cells_.push_back(cell);
  }
}

// By their letters; states have lines instead.
void Block::find_hinted() {
  std::set<int> named;  // each only once
  for (const auto& letters : hints_.columns) {
    hinted_.emplace_back();
    for (const std::string& letter : letters)
      for (const auto& [item, cell] : cell_of_) {
        const SnapshotNode& node = view_->snapshot().nodes()[at(view_->items()[at(item)].node)];
        const bool value = node.role == Role::none && node.kind != Kind::leaf;
        if (value && node.field == letter && named.insert(cell).second) hinted_.back().push_back(cell);
      }
  }
}

// Columns by the longest path from what comes in, the same one for cells that belong together. False if there is no
// end to it: one of them is made from another.
bool Block::assign_columns(const std::vector<std::pair<int, int>>& pairs,
                           const std::vector<std::vector<int>>& together) {
  for (Cell& c : cells_) c.column = 1;
  // Links lead from lower to higher node numbers, except from leaves: repeat until nothing moves.
  bool moved = true;
  const auto move = [&](int cell, int column) {
    if (cells_[at(cell)].column < column) cells_[at(cell)].column = column, moved = true;
  };
  for (std::size_t round = 0; moved && round <= cells_.size() + 1; ++round) {
    moved = false;
    for (const auto& [a, b] : pairs) move(b, cells_[at(a)].column + 1);
    for (const auto& group : together)
      for (int a : group)
        for (int b : group) move(b, cells_[at(a)].column);
  }
  return !moved;
}

// By depth; then items without inputs move next to their first user.
void Block::assign_columns() {
  std::vector<std::pair<int, int>> pairs;
  for (int l : links_) {
    const Link& link = view_->links()[at(l)];
    if (!is_chip(link.from)) pairs.push_back({cell_of_.at(link.from), cell_of_.at(link.to)});
  }
  find_hinted();
  if (!assign_columns(pairs, hinted_)) assign_columns(pairs, hinted_ = {});
  std::set<int> fixed;
  for (const auto& entry : entries_) fixed.insert(cell_of_.at(view_->links()[at(entry.first)].to));
  for (const auto& pair : pairs) fixed.insert(pair.second);
  std::map<int, int> first_user;  // of a cell that may move: the column
  for (const auto& [a, b] : pairs) {
    if (fixed.count(a)) continue;
    int& column = first_user.try_emplace(a, cells_[at(b)].column).first->second;
    column = std::min(column, cells_[at(b)].column);
  }
  for (const auto& [c, column] : first_user) cells_[at(c)].column = column - 1;
  int last = 0;
  for (const Cell& c : cells_) last = std::max(last, c.column);
  columns_.resize(at(last) + 2);
}

void Block::connect(int a, int b) {
  cells_[at(a)].out.push_back(b);
  cells_[at(b)].in.push_back(a);
}

// The cell in which what comes from `cell` reaches `column`: one chain for all users of a value, so that they share
// a trunk.
int Block::lead(int cell, int column, std::map<std::pair<int, int>, int>& chain, int source) {
  int last = cell;
  for (int c = cells_[at(cell)].column + 1; c <= column; ++c) {
    const auto found = chain.find({source, c});
    if (found != chain.end()) {
      last = found->second;
      continue;
    }
    Cell pass;
    pass.column = c;
    pass.up = pass.down = pass_height / 2;
    const int number = static_cast<int>(cells_.size());
    cells_.push_back(pass);
    connect(last, number);
    chain[{source, c}] = number;
    last = number;
  }
  return last;
}

void Block::lead_links() {
  std::map<std::pair<int, int>, int> chain;
  const int exit_column = static_cast<int>(columns_.size()) - 1;
  const auto trace_back = [&](int source, int last) {
    std::vector<int> cells{last};
    for (int c = last; c != source;) {
      c = cells_[at(c)].in.front();
      cells.push_back(c);
    }
    std::reverse(cells.begin(), cells.end());
    return cells;
  };
  for (const auto& [l, group] : entries_) {
    if (!entry_cell_.count(group)) {
      Cell entry;
      entry.up = entry.down = pass_height / 2;
      entry_cell_[group] = static_cast<int>(cells_.size());
      cells_.push_back(entry);
    }
    const int entry = entry_cell_[group], user = cell_of_.at(view_->links()[at(l)].to);
    const int last = lead(entry, cells_[at(user)].column - 1, chain, entry);
    connect(last, user);
    through_[l] = trace_back(entry, last);
    through_[l].push_back(user);
  }
  for (int l : links_) {
    const Link& link = view_->links()[at(l)];
    if (is_chip(link.from)) continue;
    const int source = cell_of_.at(link.from), user = cell_of_.at(link.to);
    const int last = lead(source, cells_[at(user)].column - 1, chain, source);
    connect(last, user);
    through_[l] = trace_back(source, last);
    through_[l].push_back(user);
  }
  for (int l : exits_) {
    const int source = cell_of_.at(view_->links()[at(l)].from);
    through_[l] = trace_back(source, lead(source, exit_column, chain, source));
    exit_source_[through_[l].back()] = view_->links()[at(l)].from;
  }
  for (int i : idle_exits_) exit_source_[lead(cell_of_.at(i), exit_column, chain, cell_of_.at(i))] = i;
}

bool Block::is_state(int item) const {
  return item >= 0 && view_->snapshot().nodes()[at(view_->items()[at(item)].node)].role == Role::state;
}

// "c" of c_t, and of what a step goes on from; "" of what is no state.
std::string Block::state_of(int item) const {
  const Item& i = view_->items()[at(item)];
  if (is_state(item)) return view_->snapshot().nodes()[at(i.node)].field;
  return i.starts ? i.label.substr(0, i.label.find('_')) : "";
}

// Each state that comes in and goes out gets a line: those that the hints name first, then those with the shortest way
// through the block.
void Block::find_lines(std::vector<std::string> order) {
  std::map<std::string, std::vector<int>> starts;
  std::map<std::string, std::set<int>> ends;
  for (const auto& [group, cell] : entry_cell_)
    if (is_state(group)) starts[state_of(group)].push_back(cell);
  for (int c = 0; c < static_cast<int>(cells_.size()); ++c)
    if (cells_[at(c)].item >= 0 && view_->items()[at(cells_[at(c)].item)].starts)
      starts[state_of(cells_[at(c)].item)].push_back(c);
  for (const auto& [cell, item] : exit_source_)
    if (is_state(item)) ends[state_of(item)].insert(cell);
  const auto give_line = [&](const std::string& state, const std::vector<int>& way) {
    for (int c : way) cells_[at(c)].line = static_cast<int>(lines_.size());
    lines_.push_back({state});
    starts.erase(state);
  };
  order.insert(order.begin(), hints_.lines.begin(), hints_.lines.end());
  for (const std::string& state : order)
    if (starts.count(state) && ends.count(state)) {
      const auto way = shortest_way(starts[state], ends[state]);
      if (!way.empty()) give_line(state, way);
    }
  while (true) {
    std::string next;
    std::vector<int> best;
    std::tuple<long, int> cost;
    for (const auto& [state, from] : starts) {
      if (!ends.count(state)) continue;
      const auto way = shortest_way(from, ends[state]);
      if (way.empty()) continue;
      const auto items = std::count_if(way.begin(), way.end(), [&](int c) { return cells_[at(c)].item >= 0; });
      const std::tuple here(items, exit_source_.at(way.back()));  // of equally short ways, the one made first
      if (best.empty() || here < cost) next = state, best = way, cost = here;
    }
    if (best.empty()) break;
    give_line(next, best);
  }
  if (!lines_.empty()) return;
  // After time, what comes in goes on at its height; else what begins furthest to the left has the top line.
  std::vector<int> first;
  for (const auto& [group, cell] : entry_cell_)
    if (is_state(group)) return give_line(state_of(group), shortest_way({cell}, {}));
  int leftmost = std::numeric_limits<int>::max();
  for (const Cell& c : cells_)
    if (c.in.empty()) leftmost = std::min(leftmost, c.column);
  for (int c = 0; c < static_cast<int>(cells_.size()); ++c)
    if (cells_[at(c)].in.empty() && cells_[at(c)].column == leftmost) first.push_back(c);
  give_line("", shortest_way(first, {}));
}

// From one of the starts to one of the ends, or else as far as there is a way, clear of the lines so far: with as few
// items as may be.
std::vector<int> Block::shortest_way(const std::vector<int>& starts, const std::set<int>& ends) const {
  std::vector<int> order(cells_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return cells_[at(a)].column < cells_[at(b)].column; });
  constexpr int unreached = std::numeric_limits<int>::max();
  std::vector<int> cost(cells_.size(), unreached), before(cells_.size(), -1);
  for (int s : starts)
    if (cells_[at(s)].line < 0) cost[at(s)] = 0;
  int end = -1;
  for (int c : order) {
    const Cell& cell = cells_[at(c)];
    if (cell.line >= 0) continue;
    for (int i : cell.in)
      if (cost[at(i)] != unreached && cost[at(i)] + (cell.item >= 0) < cost[at(c)]) {
        cost[at(c)] = cost[at(i)] + (cell.item >= 0);
        before[at(c)] = i;
      }
    if (cost[at(c)] == unreached || (!ends.empty() && !ends.count(c))) continue;
    const auto rank = [&](int other) { return std::pair(-cells_[at(other)].column, cost[at(other)]); };
    if (end < 0 || rank(c) < rank(end)) end = c;
  }
  std::vector<int> way;
  for (int c = end; c >= 0; c = before[at(c)]) way.push_back(c);
  std::reverse(way.begin(), way.end());
  return way;
}

}  // namespace unroll::graphs
