#include "graphs/block.hpp"

#include <algorithm>
#include <cmath>

#include "graphs/item_size.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

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
