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
    : view_(&view), items_(std::move(items)), chips_(chips), run_in_(view.scalars() ? 38 : 0) {}

void Block::add_link(int link) { links_.push_back(link); }
void Block::add_entry(int link, int group) { entries_.push_back({link, group}); }
void Block::add_exit(int link) { exits_.push_back(link); }
void Block::add_port_below(int item, int link) { ports_[item].push_back(link); }

void Block::add_idle_exit(int item) { idle_exits_.push_back(item); }

void Block::arrange() {
  find_chips();
  size_cells();
  assign_columns();
  lead_links();
  find_spine();
  order_cells();
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
    if (!chips_ || item.look != Look::leaf || item.starts || users[i].size() != 1 || *users[i].begin() < 0) continue;
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
  const Item& it = view_->items()[at(item)];
  const double width = cells_[at(cell_of_.at(item))].item_width;
  double row = 0;
  const bool alone = chip_row(item, row) == 0;
  const double spacing = spacing_of(it);
  if (alone) return width / 2 + (static_cast<double>(which) - (static_cast<double>(ports.size()) - 1) / 2) * spacing;
  return 12 + static_cast<double>(which) * spacing;
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
    const double spacing = spacing_of(item);
    double left_of_chips = 0;
    if (ports && !is_circle(item)) {
      const double taken = 12 + static_cast<double>(ports - 1) * spacing + 12;
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

// Columns by the longest path from what comes in; then items without inputs move next to their first user.
void Block::assign_columns() {
  std::vector<std::pair<int, int>> pairs;
  for (int l : links_) {
    const Link& link = view_->links()[at(l)];
    if (!is_chip(link.from)) pairs.push_back({cell_of_.at(link.from), cell_of_.at(link.to)});
  }
  for (Cell& c : cells_) c.column = 1;
  // Links lead from lower to higher node numbers, except from leaves: repeat until nothing moves.
  bool moved = true;
  for (std::size_t round = 0; moved && round <= cells_.size(); ++round) {
    moved = false;
    for (const auto& [a, b] : pairs)
      if (cells_[at(b)].column <= cells_[at(a)].column) cells_[at(b)].column = cells_[at(a)].column + 1, moved = true;
  }
  std::set<int> fixed;
  for (const auto& entry : entries_) fixed.insert(cell_of_.at(view_->links()[at(entry.first)].to));
  for (const auto& pair : pairs) fixed.insert(pair.second);
  for (int c = 0; c < static_cast<int>(cells_.size()); ++c) {
    if (fixed.count(c)) continue;
    int first_user = std::numeric_limits<int>::max();
    for (const auto& [a, b] : pairs)
      if (a == c) first_user = std::min(first_user, cells_[at(b)].column);
    if (first_user != std::numeric_limits<int>::max()) cells_[at(c)].column = first_user - 1;
  }
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

// The shortest way through the block, counted in items, is the state's: it gets the top line. Where states come in and
// go out, only they may claim it; else whatever comes in, or else whatever begins here.
void Block::find_spine() {
  std::vector<int> starts;
  std::set<int> ends;
  for (const auto& [group, cell] : entry_cell_)
    if (is_state(group)) starts.push_back(cell);
  for (int c = 0; c < static_cast<int>(cells_.size()); ++c)
    if (cells_[at(c)].item >= 0 && view_->items()[at(cells_[at(c)].item)].starts) starts.push_back(c);
  for (const auto& [cell, item] : exit_source_)
    if (is_state(item)) ends.insert(cell);
  if (starts.empty() || ends.empty()) starts.clear(), ends.clear();
  for (int c = 0; starts.empty() && c < static_cast<int>(cells_.size()); ++c)
    if (cells_[at(c)].column == 0) starts.push_back(c);
  if (starts.empty())
    for (int c = 0; c < static_cast<int>(cells_.size()); ++c)
      if (cells_[at(c)].in.empty()) starts.push_back(c);
  if (starts.empty()) return;
  std::vector<int> order(cells_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return cells_[at(a)].column < cells_[at(b)].column; });
  constexpr int unreached = std::numeric_limits<int>::max();
  std::vector<int> cost(cells_.size(), unreached), before(cells_.size(), -1);
  for (int s : starts) cost[at(s)] = 0;
  for (int c : order) {
    for (int i : cells_[at(c)].in)
      if (cost[at(i)] != unreached && cost[at(i)] + (cells_[at(c)].item >= 0) < cost[at(c)]) {
        cost[at(c)] = cost[at(i)] + (cells_[at(c)].item >= 0);
        before[at(c)] = i;
      }
  }
  int end = -1;
  for (int c : order) {
    if (cost[at(c)] == unreached || (!ends.empty() && !ends.count(c))) continue;
    const auto rank = [&](int other) {  // of equally short ways, the one whose state was made first
      const auto source = exit_source_.find(other);
      return std::tuple(-cells_[at(other)].column, cost[at(other)],
                        source == exit_source_.end() ? std::numeric_limits<int>::max() : source->second);
    };
    if (end < 0 || rank(c) < rank(end)) end = c;
  }
  for (int c = end; c >= 0; c = before[at(c)]) cells_[at(c)].spine = true;
}

}  // namespace unroll::graphs
