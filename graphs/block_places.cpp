#include "graphs/block.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "graphs/item_size.hpp"

namespace unroll::graphs {

namespace {

constexpr double margin = 24;  // from a panel's border to the first column

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

// Columns are sorted to and fro by the mean place of what a cell is linked with. What is made from the step's data
// alone goes below what it is level with; before time, between the states' lines, where there is room.
void Block::order_cells() {
  for (int c = 0; c < static_cast<int>(cells_.size()); ++c) columns_[at(cells_[at(c)].column)].cells.push_back(c);
  for (const Column& column : columns_)
    for (int c : column.cells) {
      Cell& cell = cells_[at(c)];
      cell.from_state = lines_.front().state.empty() || cell.column == 0 || cell.line >= 0 ||
                        std::any_of(cell.in.begin(), cell.in.end(), [&](int i) { return cells_[at(i)].from_state; });
    }
  const bool before_time = lines_.size() > 1 && view_->items()[at(items_.front())].step == 0;
  std::vector<double> position(cells_.size(), 0);
  const auto number = [&](const Column& column) {
    for (std::size_t i = 0; i < column.cells.size(); ++i) position[at(column.cells[i])] = static_cast<double>(i);
  };
  const auto sort = [&](Column& column, bool by_inputs) {
    std::vector<std::pair<double, int>> keys;
    for (int c : column.cells) {
      const Cell& cell = cells_[at(c)];
      const auto& neighbours = by_inputs ? cell.in : cell.out;
      double key = position[at(c)], sum = 0;
      for (int n : neighbours) sum += position[at(n)];
      if (!neighbours.empty()) key = sum / static_cast<double>(neighbours.size());
      for (int n : neighbours)
        if (cell.line >= 0 && cells_[at(n)].line == cell.line) key = position[at(n)];
      keys.push_back({cell.line == 0 ? -1 : cell.from_state ? key : before_time ? 0 : key + 0.3, c});
    }
    std::stable_sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < keys.size(); ++i) column.cells[i] = keys[i].second;
    keep_order(column);
    number(column);
  };
  for (Column& column : columns_) sort(column, true);
  for (int round = 0; round < 4; ++round) {
    for (std::size_t c = columns_.size(); c-- > 0;) sort(columns_[c], false);
    for (Column& column : columns_) sort(column, true);
  }
  // Then neighbours change places where fewer links cross for it.
  const auto crossings = [&](int upper, int lower) {
    int count = 0;
    for (auto side : {&Cell::in, &Cell::out})
      for (int a : cells_[at(upper)].*side)
        for (int b : cells_[at(lower)].*side) count += position[at(a)] > position[at(b)];
    return count;
  };
  bool moved = true;
  for (std::size_t round = 0; moved && round < cells_.size(); ++round) {
    moved = false;
    for (Column& column : columns_)
      for (std::size_t i = 1; i < column.cells.size(); ++i) {
        int &upper = column.cells[i - 1], &lower = column.cells[i];
        if (keeps_order(upper, lower) || crossings(lower, upper) >= crossings(upper, lower)) continue;
        std::swap(upper, lower);
        number(column);
        moved = true;
      }
  }
}

// The top line stays on top; lines and hinted cells keep their order.
bool Block::keeps_order(int upper, int lower) const {
  if (cells_[at(upper)].line == 0 || (cells_[at(upper)].line >= 0 && cells_[at(lower)].line >= 0)) return true;
  return std::any_of(hinted_.begin(), hinted_.end(), [&](const std::vector<int>& group) {
    return std::count(group.begin(), group.end(), upper) && std::count(group.begin(), group.end(), lower);
  });
}

// Hinted cells and lines are in their order, in the places that they have among the others.
void Block::keep_order(Column& column) const {
  const auto put = [&](const std::vector<int>& wanted) {
    std::size_t next = 0;
    for (int& c : column.cells)
      if (std::find(wanted.begin(), wanted.end(), c) != wanted.end()) c = wanted[next++];
  };
  for (std::vector<int> group : hinted_) {
    std::erase_if(group,
                  [&](int c) { return std::find(column.cells.begin(), column.cells.end(), c) == column.cells.end(); });
    put(group);
  }
  std::vector<int> lines;
  for (int c : column.cells)
    if (cells_[at(c)].line >= 0) lines.push_back(c);
  std::sort(lines.begin(), lines.end(), [&](int a, int b) { return cells_[at(a)].line < cells_[at(b)].line; });
  put(lines);
}

// Each line as far below the last as the fullest column asks for.
void Block::space_lines() {
  for (int line = 1; line < static_cast<int>(lines_.size()); ++line)
    for (const Column& column : columns_) {
      double y = 0;
      for (std::size_t i = 0; i < column.cells.size(); ++i) {
        if (i > 0) y += apart(column.cells[i - 1], column.cells[i]);
        const int here = cells_[at(column.cells[i])].line;
        if (here >= 0 && here < line) y = lines_[at(here)].y;
        if (here == line) lower_line(at(line), y);
      }
    }
}

void Block::lower_line(std::size_t line, double y) {
  const double by = y - lines_[line].y;
  for (std::size_t k = line; by > 0 && k < lines_.size(); ++k) lines_[k].y += by;
}

// How far two neighbours of a column must be from each other, middle to middle.
double Block::apart(int above, int below) const {
  const Cell &a = cells_[at(above)], &b = cells_[at(below)];
  return a.down + b.up + (a.item < 0 && b.item < 0 ? 8 : lane);
}

// The heights of a column's cells, in their order and apart from each other, as near as possible to the wanted ones:
// pool adjacent violators. Nothing rises above the top line.
void Block::spread(Column& column, const std::vector<double>& wanted) {
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
    const double weight = cell.line >= 0 ? 1e6 : cell.item < 0 ? 2 : 1;
    const double want = cell.line >= 0 ? lines_[at(cell.line)].y : std::max(wanted[i], below[i]);
    pools.push_back({(want - below[i]) * weight, weight, 1});
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
      cell.y = cell.line >= 0 ? lines_[at(cell.line)].y : pool.mean() + below[i];
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
    spread(column, wanted);
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
      if (cells_[at(c)].item < 0 && cells_[at(c)].line < 0) chains.back().push_back(c);
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
          free_from = std::max(free_from, cell.left - x + port_offset(cell.item, l) + tap_spacing - 12);
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
    const double furthest = std::max(middle, n - 1 - middle);  // within the item's height
    const double step = n > 1 ? std::min({9.0, 20 / (n - 1), 13 / furthest}) : 0;
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

}  // namespace unroll::graphs
