#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "graphs/block.hpp"
#include "graphs/item_size.hpp"
#include "graphs/path.hpp"
#include "graphs/rolled.hpp"

namespace unroll::graphs {

namespace {

constexpr double between = 80;        // a delay and its cell, with a name on the line
constexpr double loop_distance = 16;  // between loops, and round a cell
constexpr double way_back = 26;       // outside the loops, for the gradient
constexpr double below = 74;          // from a cell down to the middle of what it reads
constexpr double row_distance = 70;   // between lanes
constexpr double port_distance = 16;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// A lane: its cell, the delays at its left, what it reads below it.
struct Row {
  int cell = -1;
  std::vector<int> delays, reads;      // items
  std::vector<int> from_lanes, early;  // links that come up from another lane, and from what comes before time
  double up = 0, down = 0, y = 0;      // extents from the cell's middle, and its height
};

class RolledLayouter {
 public:
  RolledLayouter(const View& view, Layout& out) : view_(view), out_(out) {
    out_.items.resize(view.items().size());
    out_.links.resize(view.links().size());
    sort_items();
    place_rows();
    place_blocks();
    for (int l = 0; l < static_cast<int>(view.links().size()); ++l) out_.links[at(l)].curve = route(l);
    add_ways_back();
    measure();
  }

 private:
  const Item& item(int i) const { return view_.items()[at(i)]; }
  bool is_cell(int i) const { return item(i).look == Look::cell; }
  Row* row_of_cell(int i) {
    for (Row& r : rows_)
      if (r.cell == i) return &r;
    return nullptr;
  }

  // What only cells read and nothing computes stands below its cell. The rest comes before or after them.
  void sort_items() {
    const int n = static_cast<int>(view_.items().size());
    std::vector<std::vector<int>> into(at(n)), users(at(n));
    for (const Link& l : view_.links()) into[at(l.to)].push_back(l.from), users[at(l.from)].push_back(l.to);
    rows_.resize(view_.lanes().size());
    for (int i = 0; i < n; ++i) {
      if (is_cell(i)) rows_[at(item(i).lane)].cell = i;
      if (item(i).look == Look::delay) rows_[at(item(i).lane)].delays.push_back(i);
    }
    rows_.erase(std::remove_if(rows_.begin(), rows_.end(), [](const Row& r) { return r.cell < 0; }), rows_.end());
    std::vector<char> late(at(n), false), early(at(n), false);
    const auto plain = [&](int i) { return !is_cell(i) && item(i).look != Look::delay; };
    for (bool changed = true; changed;) {
      changed = false;
      for (const Link& l : view_.links()) {
        if (plain(l.to) && !late[at(l.to)] && (is_cell(l.from) || late[at(l.from)])) late[at(l.to)] = changed = true;
        if (plain(l.from) && !early[at(l.from)] && (is_cell(l.to) || early[at(l.to)]))
          early[at(l.from)] = changed = true;
      }
    }
    find_between(late, early);
    for (int i = 0; i < n; ++i) {
      if (!plain(i)) continue;
      const bool leaf = item(i).look == Look::leaf && users[at(i)].size() == 1 && is_cell(users[at(i)].front());
      if (leaf)
        row_of_cell(users[at(i)].front())->reads.push_back(i);
      else
        (early[at(i)] ? before_ : after_).push_back(i);
    }
    for (Row& r : rows_) {  // data first
      std::stable_sort(r.reads.begin(), r.reads.end(),
                       [this](int a, int b) { return !item(a).parameter && item(b).parameter; });
      for (int l = 0; l < static_cast<int>(view_.links().size()); ++l) {
        const Link& link = view_.links()[at(l)];
        if (link.to != r.cell) continue;
        if (is_cell(link.from)) r.from_lanes.push_back(l);
        if (std::find(before_.begin(), before_.end(), link.from) != before_.end()) r.early.push_back(l);
      }
    }
  }

  // What reads one cell and is read by another, and what else only that one needs: it stands beside the one that reads.
  void find_between(const std::vector<char>& late, const std::vector<char>& early) {
    const auto& links = view_.links();
    between_.assign(late.size(), false);
    std::vector<std::set<int>> feeds(late.size());  // which cells
    for (std::size_t round = 0; round < late.size(); ++round)
      for (const Link& l : links) {
        if (is_cell(l.to))
          feeds[at(l.from)].insert(l.to);
        else if (item(l.to).look != Look::delay)
          feeds[at(l.from)].insert(feeds[at(l.to)].begin(), feeds[at(l.to)].end());
      }
    std::set<int> readers;
    for (std::size_t i = 0; i < late.size(); ++i)
      if (late[i] && early[i]) readers.insert(feeds[i].begin(), feeds[i].end());
    for (std::size_t i = 0; i < late.size(); ++i) {
      const int k = static_cast<int>(i);
      const bool plain = early[i] && !is_cell(k) && item(k).look != Look::delay;
      between_[i] = plain && std::includes(readers.begin(), readers.end(), feeds[i].begin(), feeds[i].end());
    }
    for (std::size_t r = rows_.size(); r-- > 0;)
      if (readers.count(rows_[r].cell)) reader_ = r;
  }

  // The highest lane first. All cells have the same middle.
  void place_rows() {
    double y = 0, widest = 0;
    std::size_t loops = 1;
    for (Row& r : rows_) {
      const Size cell = size_of(item(r.cell));
      double width = static_cast<double>(r.early.size() + r.from_lanes.size()) * port_distance + 24;
      for (int i : r.reads) width += size_of(item(i)).width + 12;
      out_.items[at(r.cell)].width = std::max(cell.width, width);
      out_.items[at(r.cell)].height = std::max(cell.height, 58.0 * static_cast<double>(r.delays.size()) + 8);
      widest = std::max(widest, out_.items[at(r.cell)].width);
      loops = std::max(loops, r.delays.size());
    }
    loop_room_ = loop_distance * static_cast<double>(loops) + way_back;
    for (std::size_t k = rows_.size(); k-- > 0;) {
      Row& r = rows_[k];
      Box& cell = out_.items[at(r.cell)];
      r.up = cell.height / 2 + loop_room_ + 22;
      r.down = cell.height / 2 + (r.reads.empty() ? 20 : below + 20) + 14 * static_cast<double>(r.early.size());
      y -= r.up;
      r.y = cell.y = y;
      const double left = cell.left();
      for (std::size_t d = 0; d < r.delays.size(); ++d) {
        const Size size = size_of(item(r.delays[d]));
        out_.items[at(r.delays[d])] = {-widest / 2 - between - size.width / 2, height_of_loop(r, d), size.width,
                                       size.height};
      }
      double x = left + 12 + port_distance * static_cast<double>(r.early.size());
      double wanted = 0;
      for (int i : r.reads) wanted += size_of(item(i)).width + 12;
      const double room = cell.width - 24 - port_distance * static_cast<double>(r.early.size() + r.from_lanes.size());
      x += std::max(0.0, (room - wanted + 12) / 2);
      for (int i : r.reads) {
        const Size size = size_of(item(i));
        out_.items[at(i)] = {x + size.width / 2, cell.bottom() - below + 17, size.width, size.height};
        x += size.width + 12;
      }
      y -= r.down + row_distance - 40;
    }
    left_ = -widest / 2 - between - 84 - loop_room_;
    right_ = widest / 2 + loop_room_;
    bottom_ = y;
  }
  // The first loop is the innermost and the highest.
  double height_of_loop(const Row& r, std::size_t loop) const {
    const double n = static_cast<double>(r.delays.size());
    return out_.items[at(r.cell)].y + ((n - 1) / 2 - static_cast<double>(loop)) * 58;
  }

  void place_blocks() {
    std::vector<int> first, between;
    for (int i : before_) (between_[at(i)] ? between : first).push_back(i);
    if (!first.empty()) early_.emplace(view_, first, true);
    if (!between.empty()) middle_.emplace(view_, between, true);
    if (!after_.empty()) late_.emplace(view_, after_, true);
    const auto inside = [](const std::vector<int>& list, int i) {
      return std::find(list.begin(), list.end(), i) != list.end();
    };
    for (int l = 0; l < static_cast<int>(view_.links().size()); ++l) {
      const Link& link = view_.links()[at(l)];
      const bool from_late = inside(after_, link.from), to_late = inside(after_, link.to);
      Block *from = block_before(link.from), *to = block_before(link.to);
      if (from && from == to) from->add_link(l);
      if (from_late && to_late) late_->add_link(l);
      if (from && from != to) from->add_exit(l);
      if (to && from != to) to->add_entry(l, link.from);
      if (to_late && !from_late) late_->add_entry(l, link.from);
    }
    channels_ = right_ + 20 + 9 * static_cast<double>(view_.links().empty() ? 0 : rows_.size());
    if (late_) {
      late_->arrange({});
      late_->settle();
      const Box& cell = out_.items[at(rows_.back().cell)];
      late_->place(channels_ + 24, cell.y - cell.height / 4, false);
      late_->report(out_.items);
    }
    if (early_) {
      early_->arrange({});
      early_->settle();
      const Row& lowest = rows_.front();
      early_->place(left_ - 50 - early_->width(), lowest.y - lowest.down + early_->down(), false);
      early_->report(out_.items);
    }
    if (middle_) {  // above what comes first, and above the lines that come in below its row
      middle_->arrange({});
      middle_->settle();
      const Row& row = rows_[reader_];
      const double level = row.y + (middle_->down() - middle_->up()) / 2, floor = row.y - row.down + middle_->down();
      double top_line = std::max(level, floor + 16);
      if (early_) {
        const Row& lowest = rows_.front();
        top_line = std::max(top_line, lowest.y - lowest.down + early_->down() + early_->up() + 60 + middle_->down());
      }
      middle_->place(left_ - 56 - room_for_exits() - middle_->width(), top_line, false);
      middle_->report(out_.items);
      middle_floor_ = top_line - middle_->down();
    }
  }

  std::vector<Point> route(int l) {
    const Link& link = view_.links()[at(l)];
    const Box &from = out_.items[at(link.from)], &to = out_.items[at(link.to)];
    if (item(link.to).look == Look::delay) return loop(link);
    if (item(link.from).look == Look::delay && is_cell(link.to)) {
      Path path({from.right(), from.y});
      path.line({to.left(), from.y});
      return path.points();
    }
    const auto find = [&](const std::vector<int>& list, int i) {
      return std::find(list.begin(), list.end(), i) != list.end();
    };
    if (is_cell(link.to)) {
      const Row& r = *row_of_cell(link.to);
      if (find(r.reads, link.from)) {
        Path path({from.x, from.top()});
        const double x = std::clamp(from.x, to.left() + 14, to.right() - 14), middle = (from.top() + to.bottom()) / 2;
        path.curve({from.x, middle}, {x, middle}, {x, to.bottom()});
        return path.points();
      }
      const auto up = std::find(r.from_lanes.begin(), r.from_lanes.end(), l);
      if (up != r.from_lanes.end()) {
        const double k = static_cast<double>(up - r.from_lanes.begin());
        const double port = to.right() - 14 - port_distance * k, x = right_ + 8 + 9 * k, y = to.bottom() - 18 - 7 * k;
        const Point start = exit_of(link.from);
        return rounded({start, {x, start.y}, {x, y}, {port, y}, {port, to.bottom()}}).points();
      }
      // From before time: along under the row, and up at its left.
      const double k = static_cast<double>(std::find(r.early.begin(), r.early.end(), l) - r.early.begin());
      const double port = to.left() + 14 + port_distance * k, y = r.y - r.down + 14 * k;
      const Path exit = to_path(block_before(link.from)->exit_runs(l));
      const Point out = exit.points().back();
      const double x = left_ - 36 - 8 * static_cast<double>(&r - rows_.data()) - (between_[at(link.from)] ? 7 * k : 0);
      return join(exit.points(), {out, {x, out.y}, {x, y}, {port, y}, {port, to.bottom()}});
    }
    if (find(after_, link.to) && !find(after_, link.from)) {
      const auto runs = late_->entry_runs(l);
      const Path entry = to_path(runs);
      const Point end = entry.points().front();
      if (Block* block = block_before(link.from)) {  // under its row, and up at the right
        const Path exit = to_path(block->exit_runs(l));
        const Point out = exit.points().back();
        const double side = left_ - 42 - room_for_exits(), x = channels_ + 6,
                     y = block == &*middle_ ? under_middle(l) : bottom_ - 10;
        std::vector<Point> way = join(exit.points(), {out, {side, out.y}, {side, y}, {x, y}, {x, end.y}, end});
        way.insert(way.end(), entry.points().begin() + 1, entry.points().end());
        return way;
      }
      const Point start = is_cell(link.from) ? exit_of(link.from) : Point{from.right(), from.y};
      const double x = channels_ - 9 * static_cast<double>(item(link.from).lane);
      std::vector<Point> way = rounded({start, {x, start.y}, {x, end.y}, {end.x, end.y}}).points();
      way.insert(way.end(), entry.points().begin() + 1, entry.points().end());
      return way;
    }
    Block *from_block = block_before(link.from), *to_block = block_before(link.to);
    if (to_block && from_block != to_block) {  // back under the row of what reads it
      const Path entry = to_path(to_block->entry_runs(l));
      const Point end = entry.points().front();
      const double y = to_block == &*middle_ ? under_middle(l) : bottom_ - 10 - 9 * item(link.from).lane;
      const double left_side = end.x - 14;
      std::vector<Point> way;
      if (from_block) {
        const Path exit = to_path(from_block->exit_runs(l));
        const double x = left_ - 42 - room_for_exits();
        way =
            join(exit.points(),
                 {exit.points().back(), {x, exit.points().back().y}, {x, y}, {left_side, y}, {left_side, end.y}, end});
      } else if (item(link.from).look == Look::delay) {
        way = rounded({{from.x, from.bottom()}, {from.x, y}, {left_side, y}, {left_side, end.y}, end}).points();
      } else {
        const Point start = exit_of(link.from);
        const double x = channels_ - 9 * static_cast<double>(item(link.from).lane);
        way = rounded({start, {x, start.y}, {x, y}, {left_side, y}, {left_side, end.y}, end}).points();
      }
      way.insert(way.end(), entry.points().begin() + 1, entry.points().end());
      return way;
    }
    const Block& block = find(after_, link.to) ? *late_ : *to_block;
    return block.is_chip(link.from) ? block.chip_route(l) : to_path(block.runs(l)).points();
  }

  static std::vector<Point> join(std::vector<Point> first, const std::vector<Point>& then) {
    const std::vector<Point> way = rounded(then).points();
    first.insert(first.end(), way.begin() + 1, way.end());
    return first;
  }

  Block* block_before(int i) {
    if (std::find(before_.begin(), before_.end(), i) == before_.end()) return nullptr;
    return between_[at(i)] ? &*middle_ : &*early_;
  }

  double room_for_exits() const {
    return 8 * static_cast<double>(rows_.size()) + (middle_ ? 7 * static_cast<double>(rows_[reader_].early.size()) : 0);
  }

  // Between the row of what reads it and the next; one line for all that comes from one source.
  double under_middle(int l) {
    const auto known = under_.try_emplace(view_.links()[at(l)].from, under_.size()).first->second;
    const Row& row = rows_[reader_];
    return std::min(row.y - row.down - 7, middle_floor_ - 9) - 7 * static_cast<double>(known);
  }

  // Below all loops.
  Point exit_of(int cell) const {
    const Box& box = out_.items[at(cell)];
    return {box.right(), box.bottom() + 14};
  }

  // Out at the right, over the cell, and into the delay from the left.
  std::vector<Point> loop(const Link& link, double outside = 0) {
    const Row& r = *row_of_cell(link.from);
    const auto which = std::find(r.delays.begin(), r.delays.end(), link.to) - r.delays.begin();
    const double aside = loop_distance * static_cast<double>(which + 1) + outside;
    const Box &cell = out_.items[at(link.from)], &delay = out_.items[at(link.to)];
    const double y = delay.y + 14 - outside / 2, top = cell.top() + aside;
    return rounded({{cell.right(), y},
                    {cell.right() + aside, y},
                    {cell.right() + aside, top},
                    {delay.left() - aside, top},
                    {delay.left() - aside, delay.y - outside / 2},
                    {delay.left(), delay.y - outside / 2}},
                   14)
        .points();
  }

  // Outside all loops of a cell: where the gradient comes back.
  void add_ways_back() {
    if (!view_.snapshot().traced()) return;
    for (int l = 0; l < static_cast<int>(view_.links().size()); ++l) {
      const Link& link = view_.links()[at(l)];
      if (item(link.to).look != Look::delay || row_of_cell(link.from)->delays.back() != link.to) continue;
      std::vector<Point> way = loop(link, 16);
      std::reverse(way.begin(), way.end());
      out_.links[at(l)].arc = std::move(way);
    }
  }

  void measure() {
    double left = 1e30, right = -1e30, bottom = 1e30, top = -1e30;
    const auto take = [&](double x, double y) {
      left = std::min(left, x), right = std::max(right, x), bottom = std::min(bottom, y), top = std::max(top, y);
    };
    for (const Box& b : out_.items) take(b.left(), b.bottom()), take(b.right(), b.top());
    for (const Route& r : out_.links)
      for (const auto* curve : {&r.curve, &r.arc})
        for (const Point& p : *curve) take(p.x, p.y);
    out_.bounds = {(left + right) / 2, (bottom + top) / 2, right - left, top - bottom};
  }

  const View& view_;
  Layout& out_;
  std::vector<Row> rows_;  // from below
  std::vector<int> before_, after_;
  std::vector<char> between_;
  std::size_t reader_ = 0;  // the row of what reads those between
  std::map<int, std::size_t> under_;
  std::optional<Block> early_, middle_, late_;
  double loop_room_ = 0, left_ = 0, right_ = 0, bottom_ = 0, channels_ = 0, middle_floor_ = 0;
};

}  // namespace

void lay_out_rolled(const View& view, Layout& layout) { RolledLayouter(view, layout); }

}  // namespace unroll::graphs
