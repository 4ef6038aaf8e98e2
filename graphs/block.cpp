#include "graphs/block.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

constexpr double margin = 24;       // from a panel's border to the first column
constexpr double gutter = 30;       // between columns
constexpr double lane = 20;         // between cells of a column
constexpr double pass_height = 10;  // of a link that passes through
constexpr double chip_distance = 20, chip_gap = 8;
constexpr double port_spacing = 16, state_port_spacing = 34;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// A label without its time, so that step 10 is as wide as step 1.
double label_width(const std::string& label, double size) {
  std::size_t end = label.find_last_not_of("0123456789");
  const bool timed = end != std::string::npos && end + 1 < label.size() && label[end] == '_' && end > 0;
  return timed ? text_width(label.substr(0, end), size) + 0.8 * size : text_width(label, size);
}

struct Size {
  double width, height;
};
Size size_of(const Item& item) {
  double text = std::min(label_width(item.label, 13), 320.0);
  if (!item.note.empty() && item.look != Look::state)  // room for a value and its gradient
    return {std::max(84.0, text + 18), 34};
  switch (item.look) {
    case Look::pointwise:
      return {32, 32};
    case Look::loss:
      if (is_circle(item)) return {44, 44};
      return {50, 34};
    case Look::state:
      return {104, 46};
    case Look::fold:
      return {84, 46};
    case Look::leaf:
      if (is_circle(item)) return {30, 30};
      return {std::max(34.0, text + 14), item.parameter && !item.reference && item.gradient ? 34.0 : 24.0};
    default:
      return {std::max(50.0, text * 1.08 + 18), 34};
  }
}

// Between the taps of an item; those of a state carry numbers side by side.
double spacing_of(const Item& item) {
  return item.look == Look::state || item.look == Look::loss ? state_port_spacing : port_spacing;
}

}  // namespace

bool is_circle(const Item& item) {
  if (item.look == Look::pointwise || (item.look == Look::loss && item.step == 0)) return true;
  return item.look == Look::leaf && !item.parameter && item.note.empty() && label_width(item.label, 12) <= 26;
}

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
    const Cell& cell = cells_[at(c)];
    if (end < 0 || cell.column > cells_[at(end)].column ||
        (cell.column == cells_[at(end)].column && cost[at(c)] < cost[at(end)]))
      end = c;
  }
  for (int c = end; c >= 0; c = before[at(c)]) cells_[at(c)].spine = true;
}

void Block::order_cells() {
  for (int c = 0; c < static_cast<int>(cells_.size()); ++c) columns_[at(cells_[at(c)].column)].cells.push_back(c);
  std::vector<double> position(cells_.size(), 0);
  const auto number = [&](const Column& column) {
    for (std::size_t i = 0; i < column.cells.size(); ++i) position[at(column.cells[i])] = static_cast<double>(i);
  };
  const auto sort = [&](Column& column, bool by_inputs) {
    std::vector<std::pair<double, int>> keys;
    for (int c : column.cells) {
      const auto& neighbours = by_inputs ? cells_[at(c)].in : cells_[at(c)].out;
      double key = position[at(c)];
      if (!neighbours.empty()) {
        key = 0;
        for (int n : neighbours) key += position[at(n)];
        key /= static_cast<double>(neighbours.size());
      }
      keys.push_back({cells_[at(c)].spine ? -1 : key, c});
    }
    std::stable_sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < keys.size(); ++i) column.cells[i] = keys[i].second;
    number(column);
  };
  for (Column& column : columns_) sort(column, true);
  for (int round = 0; round < 4; ++round) {
    for (std::size_t c = columns_.size(); c-- > 0;) sort(columns_[c], false);
    for (Column& column : columns_) sort(column, true);
  }
}

// How far two neighbours of a column must be from each other, middle to middle.
double Block::apart(int above, int below) const {
  const Cell &a = cells_[at(above)], &b = cells_[at(below)];
  return a.down + b.up + (a.item < 0 && b.item < 0 ? 8 : lane);
}

// The heights of a column's cells, in their order and apart from each other, as near as possible to the wanted ones:
// pool adjacent violators. Nothing rises above the top line.
void Block::settle(Column& column, const std::vector<double>& wanted) {
  struct Pool {
    double sum, weight;
    std::size_t count;
    double mean() const { return sum / weight; }
  };
  std::vector<double> below(column.cells.size(), 0);  // the least distance from the first cell
  for (std::size_t i = 1; i < column.cells.size(); ++i) {
    below[i] = below[i - 1] + apart(column.cells[i - 1], column.cells[i]);
  }
  std::vector<Pool> pools;
  for (std::size_t i = 0; i < column.cells.size(); ++i) {
    const Cell& cell = cells_[at(column.cells[i])];
    const double weight = cell.spine ? 1e6 : cell.item < 0 ? 2 : 1;
    const double want = std::max(cell.spine ? 0 : wanted[i] - below[i], 0.0);
    pools.push_back({want * weight, weight, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      Pool& into = pools[pools.size() - 2];
      into = {into.sum + pools.back().sum, into.weight + pools.back().weight, into.count + pools.back().count};
      pools.pop_back();
    }
  }
  std::size_t i = 0;
  for (const Pool& pool : pools)
    for (std::size_t k = 0; k < pool.count; ++k, ++i) {
      Cell& cell = cells_[at(column.cells[i])];
      cell.y = (std::abs(pool.mean()) < 0.01 ? 0 : pool.mean()) + below[i];
    }
}

void Block::assign_heights() {
  const auto sweep = [&](Column& column, bool in, bool out) {
    std::vector<double> wanted;
    for (int c : column.cells) {
      double sum = 0, weight = 0;
      const auto look = [&](const std::vector<int>& neighbours) {
        for (int n : neighbours) {
          const double w = cells_[at(n)].item < 0 || cells_[at(c)].item < 0 ? 3 : 1;
          sum += w * cells_[at(n)].y;
          weight += w;
        }
      };
      if (in) look(cells_[at(c)].in);
      if (out) look(cells_[at(c)].out);
      wanted.push_back(weight > 0 ? sum / weight : cells_[at(c)].y);
    }
    settle(column, wanted);
  };
  for (Column& column : columns_) sweep(column, true, false);
  for (int round = 0; round < 6; ++round) {
    for (std::size_t c = columns_.size(); c-- > 0;) sweep(columns_[c], true, true);
    for (Column& column : columns_) sweep(column, true, true);
  }
  straighten();
  for (Column& column : columns_)
    for (int c : column.cells) cells_[at(c)].y = std::round(cells_[at(c)].y * 2) / 2;
  for (const Cell& c : cells_) {
    up_ = std::max(up_, c.up - c.y);
    down_ = std::max(down_, c.y + c.down);
  }
}

// A link that passes several columns stays level, at the height of one of its cells, where its neighbours allow it.
void Block::straighten() {
  std::vector<std::vector<int>> chains;
  for (const auto& [l, cells] : through_) {
    chains.emplace_back();
    for (int c : cells)
      if (cells_[at(c)].item < 0 && !cells_[at(c)].spine) chains.back().push_back(c);
  }
  std::stable_sort(chains.begin(), chains.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::vector<char> settled(cells_.size(), false);
  const auto fits = [&](int c, double y) {
    const auto& column = columns_[at(cells_[at(c)].column)].cells;
    const auto here = std::find(column.begin(), column.end(), c);
    if (here != column.begin() && y - cells_[at(*(here - 1))].y < apart(*(here - 1), c)) return false;
    return here + 1 == column.end() || cells_[at(*(here + 1))].y - y >= apart(c, *(here + 1));
  };
  for (std::vector<int>& chain : chains) {
    chain.erase(std::remove_if(chain.begin(), chain.end(), [&](int c) { return settled[at(c)]; }), chain.end());
    double best = std::numeric_limits<double>::infinity(), level = 0;
    for (int candidate : chain) {
      const double y = cells_[at(candidate)].y;
      double moved = 0;
      for (int c : chain) moved += fits(c, y) ? std::abs(cells_[at(c)].y - y) : 1e9;
      if (moved < best) best = moved, level = y;
    }
    if (best >= 1e9) continue;
    for (int c : chain) cells_[at(c)].y = level, settled[at(c)] = true;
  }
}

// The taps of an item come from below and must miss the items under it: those stand further to the right.
void Block::assign_widths() {
  double x = margin - run_in_;
  for (std::size_t k = 1; k + 1 < columns_.size(); ++k) {
    Column& column = columns_[k];
    column.left = x;
    double free_from = run_in_, widest = 0, width = 0;
    bool staggered = false, below = false;
    for (std::size_t i = column.cells.size(); i-- > 0;) {
      const Cell& cell = cells_[at(column.cells[i])];
      if (cell.item < 0) continue;
      staggered = staggered || (below && ports_.count(cell.item));
      below = true;
      widest = std::max(widest, cell.width);
    }
    for (int c : column.cells) {
      Cell& cell = cells_[at(c)];
      if (cell.item < 0) continue;
      // What a cell's chips take to the left of its item is part of its width.
      double lead_in = 0;
      if (chips_of_.count(cell.item))
        for (int chip : chips_of_.at(cell.item))
          lead_in = std::max(lead_in, size_of(view_->items()[at(chip)]).width / 2 - chip_x_.at(chip));
      const double total = std::max(cell.item_width, cell.width) + lead_in;
      cell.left = x + lead_in + (staggered ? free_from : run_in_ + std::max((widest - total) / 2, 0.0));
      if (ports_.count(cell.item))
        for (int l : ports_.at(cell.item))
          free_from = std::max(free_from, cell.left - x + port_offset(cell.item, l) + 24);
      width = std::max(width, cell.left - x + std::max(cell.item_width, cell.width));
    }
    column.right = x + width;
    x = column.right + gutter;
  }
  const bool empty = columns_.size() == 2;
  width_ = empty ? 0 : x - gutter + margin;
  columns_.back().left = columns_.back().right = width_;
}

// Links that arrive at one item keep apart, in the order in which they come.
void Block::spread_tips() {
  std::map<int, std::vector<std::pair<double, int>>> arriving;
  for (const auto& [l, cells] : through_) {
    if (cells_[at(cells.back())].item < 0) continue;
    arriving[cells.back()].push_back({cells_[at(cells[cells.size() - 2])].y, l});
  }
  for (auto& [c, list] : arriving) {
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    const double n = static_cast<double>(list.size());
    // One that comes straight on keeps its line; the others take their places above and below it.
    double middle = (n - 1) / 2;
    int straight = 0;
    for (std::size_t i = 0; i < list.size(); ++i)
      if (list[i].first == cells_[at(c)].y) middle = static_cast<double>(i), ++straight;
    if (straight > 1) middle = (n - 1) / 2;
    const double step = n > 1 ? std::min(9.0, 20 / (n - 1)) : 0;
    for (std::size_t i = 0; i < list.size(); ++i) offset_[list[i].second] = (static_cast<double>(i) - middle) * step;
  }
}

void Block::align_exits(const Block& next) {
  std::vector<std::pair<double, int>> wanted;  // of the cells whose only links lead out
  for (int l : exits_) {
    const auto entry = next.through_.find(l);
    const int source = cell_of_.at(view_->links()[at(l)].from);
    if (entry != next.through_.end() && cells_[at(source)].in.empty())
      wanted.push_back({next.cells_[at(entry->second.front())].y, source});
  }
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end(), [](auto a, auto b) { return a.second == b.second; }),
               wanted.end());
  if (wanted.size() == cell_of_.size()) {  // nothing else is in the way
    double free_from = -std::numeric_limits<double>::infinity();
    for (const auto& [y, source] : wanted) {
      Cell& cell = cells_[at(source)];
      cell.y = std::max(y, free_from + cell.up);
      free_from = cell.y + cell.down + lane;
    }
    for (int l : exits_) {
      const auto& cells = through_.at(l);
      for (int c : cells) cells_[at(c)].y = cells_[at(cells.front())].y;
    }
  }
  up_ = down_ = 0;
  for (const Cell& c : cells_) {
    up_ = std::max(up_, c.up - c.y);
    down_ = std::max(down_, c.y + c.down);
  }
}

void Block::place(double x, double top_line, bool mirrored) {
  x_ = x;
  top_line_ = top_line;
  mirrored_ = mirrored;
}

void Block::report(std::vector<Box>& boxes) const {
  for (const Cell& cell : cells_) {
    if (cell.item < 0) continue;
    const Size size = size_of(view_->items()[at(cell.item)]);
    const Point middle = local(cell.left + cell.item_width / 2, cell.y);
    boxes[at(cell.item)] = {middle.x, middle.y, cell.item_width, size.height};
    if (!chips_of_.count(cell.item)) continue;
    double tallest = 0;
    for (int chip : chips_of_.at(cell.item)) tallest = std::max(tallest, size_of(view_->items()[at(chip)]).height);
    for (int chip : chips_of_.at(cell.item)) {
      const Size s = size_of(view_->items()[at(chip)]);
      const Point p = local(cell.left + chip_x_.at(chip), cell.y + size.height / 2 + chip_distance + tallest / 2);
      boxes[at(chip)] = {p.x, p.y, s.width, s.height};
    }
  }
}

void Block::append_tip(std::vector<Run>& runs, int link) const {
  const Cell& user = cells_[at(through_.at(link).back())];
  const double offset = offset_.at(link);
  double tip = user.left;
  if (is_circle(view_->items()[at(user.item)])) {
    const double r = user.item_width / 2;
    tip += r - std::sqrt(std::max(0.0, r * r - offset * offset));
  }
  runs.push_back(local_run(columns_[at(user.column)].left, tip, user.y + offset));
}

// From the right side of the source, through the cells of the link, to the tip.
std::vector<Run> Block::runs(int link) const {
  const auto& cells = through_.at(link);
  const Cell& source = cells_[at(cells.front())];
  std::vector<Run> runs{local_run(source.left + source.item_width, columns_[at(source.column)].right, source.y)};
  for (std::size_t i = 1; i + 1 < cells.size(); ++i) {
    const Cell& cell = cells_[at(cells[i])];
    runs.push_back(local_run(columns_[at(cell.column)].left, columns_[at(cell.column)].right, cell.y));
  }
  append_tip(runs, link);
  return runs;
}

std::vector<Run> Block::entry_runs(int link) const {
  const auto& cells = through_.at(link);
  std::vector<Run> runs;
  for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
    const Cell& cell = cells_[at(cells[i])];
    runs.push_back(local_run(columns_[at(cell.column)].left, columns_[at(cell.column)].right, cell.y));
  }
  append_tip(runs, link);
  return runs;
}

std::vector<Run> Block::exit_runs(int link) const {
  const auto& cells = through_.at(link);
  const Cell& source = cells_[at(cells.front())];
  std::vector<Run> runs{local_run(source.left + source.item_width, columns_[at(source.column)].right, source.y)};
  for (std::size_t i = 1; i < cells.size(); ++i) {
    const Cell& cell = cells_[at(cells[i])];
    runs.push_back(local_run(columns_[at(cell.column)].left, columns_[at(cell.column)].right, cell.y));
  }
  return runs;
}

Point Block::port_below(int link) const {
  for (const auto& [item, links] : ports_)
    if (std::find(links.begin(), links.end(), link) != links.end()) {
      const int i = item;
      const Cell& cell = cells_[at(cell_of_.at(i))];
      return local(cell.left + port_offset(i, link), cell.y + size_of(view_->items()[at(i)]).height / 2);
    }
  return {};
}

// Up from a chip to the item above it; two links of one chip run side by side.
std::vector<Point> Block::chip_route(int link) const {
  const int chip = view_->links()[at(link)].from, user = view_->links()[at(link)].to;
  std::vector<int> same;
  for (int l : links_)
    if (view_->links()[at(l)].from == chip) same.push_back(l);
  const double which = static_cast<double>(std::find(same.begin(), same.end(), link) - same.begin());
  const double aside = (which - (static_cast<double>(same.size()) - 1) / 2) * 10;
  const Cell& cell = cells_[at(cell_of_.at(user))];
  const Item& item = view_->items()[at(user)];
  const double half = size_of(item).height / 2, room = cell.item_width / 2 - 4;
  const double chip_middle = cell.left + chip_x_.at(chip), middle = cell.left + cell.item_width / 2;
  const double from_x = chip_middle + aside;
  double to_x = std::min(std::max(from_x, middle - room), middle + room), to_y = cell.y + half;
  if (is_circle(item)) {
    to_x = middle + std::min(std::max(from_x - middle, -half * 0.6), half * 0.6);
    to_y = cell.y + std::sqrt(half * half - (to_x - middle) * (to_x - middle));
  }
  double tallest = 0;
  for (int other : chips_of_.at(user)) tallest = std::max(tallest, size_of(view_->items()[at(other)]).height);
  const Size s = size_of(view_->items()[at(chip)]);
  const double from_y =
      cell.y + half + chip_distance + tallest / 2 -
      (is_circle(view_->items()[at(chip)]) ? std::sqrt(s.height * s.height / 4 - aside * aside) : s.height / 2);
  Path path(local(from_x, from_y));
  path.line(local(to_x, to_y));
  return path.points();
}

bool Block::is_topmost(int item) const {
  const int c = cell_of_.at(item);
  for (int other : columns_[at(cells_[at(c)].column)].cells) {
    if (other == c) return true;
    if (cells_[at(other)].item >= 0) return false;
  }
  return true;
}

double Block::gutter_after(int item) const {
  const Cell& cell = cells_[at(cell_of_.at(item))];
  return local(columns_[at(cell.column)].right + gutter / 2, 0).x;
}
double Block::gutter_before(int item) const {
  const Cell& cell = cells_[at(cell_of_.at(item))];
  return local(columns_[at(cell.column)].left - gutter / 2, 0).x;
}

}  // namespace unroll::graphs
