// Where columns, rows of panels and the bars under them stand.
#include <algorithm>
#include <climits>
#include <limits>

#include "graphs/layouter.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

constexpr double header = 24;  // of a panel, for "t = 3"
constexpr double air = 16;     // between a panel's border and what is in it
constexpr double rail_height = 20, rail_distance = 30, rail_margin = 34;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

// Both rows give a step the same place.
void Layouter::align_columns() {
  for (const Row& row : rows_)
    for (std::size_t b = 0; b < row.blocks.size(); ++b) {
      double& w = column_[column_key(row, b)];
      w = std::max(w, row.blocks[b].width());
    }
  double x = 0, end = 0;  // of the panels so far
  int phase = 0;
  for (auto& [key, width] : column_) {
    if (key == INT_MAX && joins_after_time()) x += sums_width(view_) + lines_beside();
    const bool time = key != INT_MAX && key % phase_stride() != 0 && key % phase_stride() != phase_stride() - 1;
    if (time && key / phase_stride() != phase) {  // between them stand the texts beside rails and strips
      phase = key / phase_stride();
      x = std::max(x, end + std::max(sums_width(view_) + names_width(), strips_.right + strips_.left));
    }
    left_[key] = x;
    if (time) end = x + width;
    x += width + (view_.snapshot().steps() > 0 ? gap : 0);
  }
}

// Lines from other rows to what comes after time pass to the right of what is written beside the rails.
bool Layouter::joins_after_time() const {
  return std::any_of(view_.links().begin(), view_.links().end(), [this](const Link& l) {
    if (!l.drawn || !crosses_rows(l) || item(l.from).step == 0 || item(l.to).step > 0) return false;
    return !item(l.to).backward && column_key(rows_[at(where(l.to).row)], at(where(l.to).block)) == INT_MAX;
  });
}

double sums_width(const View& view) {
  double widest = 0;
  for (const Item& i : view.items())
    if (i.look == Look::rail) widest = std::max(widest, text_width(sum_of_shares(i) + " = 0.0000", 10));
  return widest + 24;
}

// In a wrapped picture, so do those from earlier rows of steps.
double Layouter::lines_beside() const {
  std::set<int> targets;
  for (const Link& l : view_.links())
    if (l.drawn && will_wrap(l)) targets.insert(l.to);
  return line_distance * static_cast<double>(targets.size());
}

double Layouter::names_width() const {
  double widest = 0;
  for (const Item& i : view_.items())
    if (i.look == Look::rail) widest = std::max(widest, text_width(i.label + "  (00, 00)", 12));
  return widest;
}

int Layouter::column_key(const Row& row, std::size_t b) const {
  if (view_.snapshot().steps() == 0) return 0;  // the derivative stands under what it is the derivative of
  const int s = row.steps[b], first = row.phase * phase_stride();
  if (s > 0) return first + s;
  if ((s == 0) != row.mirrored) return first;
  return row.phase == last_phase() ? INT_MAX : first + phase_stride() - 1;
}

int Layouter::last_phase() const {
  int last = 0;
  for (const Row& row : rows_) last = std::max(last, row.phase);
  return last;
}

void Layouter::place_rows() {
  for (const Link& l : view_.links())
    if (item(l.from).look == Look::rail && l.drawn)
      row_of_rail_[l.from] = std::max(row_of_rail_[l.from], where(l.to).row);
  double y = 0, lowest = 0, buses = 0;
  for (std::size_t r = 0; r < rows_.size(); ++r)  // the highest panels of all phases are level
    if (r == 0 || rows_[r].phase != rows_[r - 1].phase) buses = std::max(buses, rows_[r].buses);
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    Row& row = rows_[r];
    if (r == 0 || row.phase != rows_[r - 1].phase) {
      first_panel_ = out_.panels.size();
      lowest = std::min(lowest, y);
      y = row.buses - buses;
    }
    if (row.backward) y = std::min(y, lowest), first_panel_ = 0;
    const bool time = view_.snapshot().steps() > 0;
    const double above = row.up + (time ? header + air / 2 : 0) + (arcs_ ? arc_height : 0);
    const double below = row.down + air;
    y -= row.buses;
    const double top_line = y - above;
    for (std::size_t b = 0; b < row.blocks.size(); ++b) {
      const int key = column_key(row, b);
      Block& block = row.blocks[b];
      const double slack = column_.at(key) - block.width();
      // Outside time, a block keeps to the side where its links go.
      const bool before = !time || (row.steps[b] == 0) != row.mirrored;
      const double x = left_.at(key) + (row.steps[b] > 0 ? slack / 2 : before ? slack : 0);
      block.place(x, top_line, row.mirrored);
      block.report(out_.items);
      if (row.steps[b] > 0)
        out_.panels.push_back(
            {row.steps[b],
             item(block.items().front()).last_step,
             item(block.items().front()).lane,
             row.backward,
             {left_.at(key) + column_.at(key) / 2, (y + top_line - below) / 2, column_.at(key), above + below},
             0});
    }
    row.up = y;  // from here on, where its panels end
    y = top_line - below;
    row.down = y;
    if (!row.backward) y = place_bars(Look::rail, y, static_cast<int>(r));
    if (r + 1 == rows_.size()) y = place_bars(Look::sum, y, -1);
    for (std::size_t p = first_panel_; p < out_.panels.size(); ++p) out_.panels[p].floor = y;
    y -= 24;
  }
}

// Rails, or sums, under row r whose lower edge is y; returns the new lower edge. What is tapped furthest to the
// left comes first, so that few taps cross other junctions.
double Layouter::place_bars(Look look, double y, int r) {
  std::vector<std::pair<double, int>> bars;
  double first = std::numeric_limits<double>::infinity(), last = -first;
  for (std::size_t p = first_panel_; p < out_.panels.size(); ++p) {
    first = std::min(first, out_.panels[p].box.left());
    last = std::max(last, out_.panels[p].box.right());
  }
  std::map<int, double> leftmost;
  for (int i = 0; i < static_cast<int>(view_.items().size()); ++i)
    if (item(i).look == look && (look == Look::sum || row_of_rail_[i] == r))
      leftmost[i] = std::numeric_limits<double>::infinity();
  for (const Link& l : view_.links()) {
    const int bar = look == Look::rail ? l.from : l.to, other = look == Look::rail ? l.to : l.from;
    const auto found = leftmost.find(bar);
    if (found == leftmost.end() || where(other).row < 0) continue;
    found->second = std::min(found->second, out_.items[at(other)].left());
    last = std::max(last, out_.items[at(other)].right() + 8);
  }
  for (const auto& [i, left] : leftmost) bars.push_back({left, i});
  if (bars.empty()) return y;
  if (out_.panels.empty()) first = bars.front().first - 8;  // only what is outside time taps it
  std::stable_sort(bars.begin(), bars.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  y -= rail_margin;
  for (const auto& bar : bars) {
    out_.items[at(bar.second)] = {(first + last) / 2, y, last - first, rail_height};
    y -= rail_distance;
  }
  return y + rail_distance - rail_height / 2;
}

}  // namespace unroll::graphs
