#include "graphs/wrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "graphs/layouter.hpp"
#include "graphs/path.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

constexpr double margin = 14;        // between panels and the lines beside them
constexpr double row_distance = 36;  // between rows, besides what runs between them

std::size_t at(int i) { return static_cast<std::size_t>(i); }

struct Column {
  double left, right;
};

class Wrapper {
 public:
  Wrapper(const View& view, Layout& layout, const StripRoom& strips) : view_(view), layout_(layout), strips_(strips) {
    find_rows();
    if (rows_ < 2) return;
    find_crossings();
    height_ = layout.bounds.height + strips.below + row_distance + line_distance * static_cast<double>(most_returns());
    for (int l = 0; l < static_cast<int>(layout.links.size()); ++l) move_link(l);
    move_bars();
    for (std::size_t i = 0; i < layout.items.size(); ++i)
      if (!is_bar(static_cast<int>(i))) layout.items[i] = moved(layout.items[i], row_of_item(static_cast<int>(i)));
    for (Panel& p : layout.panels) {
      const int row = row_of_.at(p.step);
      p.box = moved(p.box, row);
      p.floor = moved(Point{0, p.floor}, row).y;
    }
    measure();
  }

 private:
  const Item& item(int i) const { return view_.items()[at(i)]; }
  bool is_bar(int i) const { return item(i).look == Look::rail; }

  void find_rows() {
    std::map<double, std::pair<int, double>> columns;  // by their left border: the step, and the right border
    for (const Panel& p : layout_.panels) columns.insert({p.box.left(), {p.step, p.box.right()}});
    for (const auto& [left, column] : columns) {
      const int place = static_cast<int>(place_.size());
      place_[column.first] = place;
      row_of_[column.first] = place / view_.wrap();
      if (at(row_of_.at(column.first)) == extent_.size()) extent_.push_back({left, column.second});
      extent_.back().right = column.second;
    }
    rows_ = static_cast<int>(extent_.size());
  }

  // What comes before time stands in the first row, what comes after in the last.
  int row_of_item(int i) const {
    if (item(i).step > 0) return row_of_.at(item(i).step);
    return layout_.items[at(i)].x < extent_.front().left ? 0 : rows_ - 1;
  }
  int row_of_source(const Link& l) const { return is_bar(l.from) ? row_of_item(l.to) : row_of_item(l.from); }

  Point moved(Point p, int row) const {
    return {p.x - extent_[at(row)].left + extent_.front().left, p.y - row * height_};
  }
  Box moved(Box b, int row) const {
    const Point middle = moved(Point{b.x, b.y}, row);
    return {middle.x, middle.y, b.width, b.height};
  }
  double left() const { return extent_.front().left; }
  double right_of(int row) const { return moved(Point{extent_[at(row)].right, 0}, row).x; }

  // Where a curve leaves its row: the piece from one panel to the next, or else the longest.
  std::size_t crossing_piece(int l) const {
    const auto& curve = layout_.links[at(l)].curve;
    const Link& link = view_.links()[at(l)];
    const double border = carries(link) ? extent_[at(std::max(row_of_item(link.from), row_of_item(link.to)))].left : 0;
    std::size_t best = 0;
    double longest = -1;
    for (std::size_t k = 0; k + 3 < curve.size(); k += 3) {
      const double a = curve[k].x, b = curve[k + 3].x;
      const bool spans = carries(link) && std::min(a, b) < border && std::max(a, b) >= border - 0.01;
      const double length = std::abs(b - a) + (spans ? 1e9 : 0);
      if (length > longest) longest = length, best = k;
    }
    return best;
  }

  // From the last step of a row to the first of the next, or the other way where time runs backwards; within a lane.
  bool carries(const Link& l) const {
    const Item &from = item(l.from), &to = item(l.to);
    if (from.step == 0 || to.step == 0 || from.lane != to.lane) return false;
    return row_of_.at(from.step) != row_of_.at(to.step) && std::abs(place_.at(from.step) - place_.at(to.step)) == 1;
  }

  void find_crossings() {
    returns_.resize(at(rows_));
    for (int l = 0; l < static_cast<int>(layout_.links.size()); ++l) {
      const Link& link = view_.links()[at(l)];
      if (!link.drawn || is_bar(link.from)) continue;
      const int from = row_of_item(link.from), to = row_of_item(link.to);
      if (from == to) continue;
      if (!carries(link)) {
        const bool on_the_right = item(link.to).step == 0 && to == rows_ - 1;
        auto& lines = beside_[on_the_right];
        lines.insert({item(link.to).step == 0 ? link.to : -1 - link.from, static_cast<int>(lines.size())});
        continue;
      }
      const std::size_t k = crossing_piece(l);
      const auto& curve = layout_.links[at(l)].curve;
      auto& lines = returns_[at(std::min(from, to))];
      const double y = std::max(curve[k].y, curve[k + 3].y);
      const auto known = std::find_if(lines.begin(), lines.end(), [&](const auto& r) { return r.second == link.from; });
      if (known == lines.end()) lines.push_back({y, link.from});
    }
    for (auto& lines : returns_)
      std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  }
  std::size_t most_returns() const {
    std::size_t most = 0;
    for (const auto& lines : returns_) most = std::max(most, lines.size());
    return most;
  }

  // Below the first lane, names of bars stand at the left.
  double beside_names() const { return view_.lanes().size() < 2 ? 0 : names_width(); }
  double names_width() const {
    double widest = 0;
    for (int i = 0; i < static_cast<int>(layout_.items.size()); ++i)
      if (is_bar(i))
        widest = std::max(widest, text_width(item(i).label, 12) +
                                      text_width(to_string(view_.snapshot().nodes()[at(item(i).node)].shape), 9) + 24);
    return widest;
  }

  void move_link(int l) {
    const Link& link = view_.links()[at(l)];
    Route& route = layout_.links[at(l)];
    const int from = row_of_source(link), to = row_of_item(link.to);
    if (from == to) {
      for (Point& p : route.curve) p = moved(p, to);
      for (Point& p : route.arc) p = moved(p, to);
      if (route.junction) route.junction = moved(*route.junction, to);
      return;
    }
    route.arc.clear();
    if (!link.drawn) {
      Path path(moved(route.curve.front(), from));
      path.line(moved(route.curve.back(), to));
      route.curve = path.points();
      return;
    }
    // The piece that crosses goes, and with it the corners at its ends: the new way may turn in the other direction.
    const auto& old = route.curve;
    std::size_t first = crossing_piece(l), last = first + 3;
    std::vector<Point> start{moved(old[first], from)}, end{moved(old[last], to)};
    if (!carries(link) && first >= 3 && is_corner(old, first - 3)) {
      start = {moved(old[first - 3], from), moved(old[first - 2], from)};
      first -= 3;
    }
    if (!carries(link) && last + 3 < old.size() && is_corner(old, last)) {
      end = {moved(old[last + 1], to), moved(old[last + 3], to)};
      last += 3;
    }
    std::vector<Point> way = start;
    for (const Point& p :
         carries(link) ? return_way(link, start.back(), end.front()) : way_beside(link, start.back(), end.front()))
      way.push_back(p);
    way.insert(way.end(), end.begin(), end.end());
    const std::vector<Point> round = rounded(way).points();
    std::vector<Point> curve;
    for (std::size_t i = 0; i < first; ++i) curve.push_back(moved(old[i], from));
    curve.insert(curve.end(), round.begin(), round.end());
    for (std::size_t i = last + 1; i < old.size(); ++i) curve.push_back(moved(old[i], to));
    route.curve = std::move(curve);
  }

  static bool is_corner(const std::vector<Point>& curve, std::size_t piece) {
    return curve[piece + 1].x == curve[piece + 2].x && curve[piece + 1].y == curve[piece + 2].y;
  }

  // The highest of the lines that leave a row runs outside the others at the right, and inside them at the left.
  std::vector<Point> return_way(const Link& link, Point start, Point end) const {
    const int from = row_of_item(link.from), to = row_of_item(link.to), upper = std::min(from, to);
    const auto& lines = returns_[at(upper)];
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const auto& r) { return r.second == link.from; });
    const double i = static_cast<double>(found - lines.begin()), n = static_cast<double>(lines.size());
    const double right = right_of(upper) + margin + (n - 1 - i) * line_distance;
    const double left_side = left() - beside_names() - margin - i * line_distance;
    const double y = layout_.bounds.top() - (upper + 1) * height_ + row_distance / 2 + i * line_distance;
    const Point at_right = from == upper ? start : end, at_left = from == upper ? end : start;
    std::vector<Point> way{{right, at_right.y}, {right, y}, {left_side, y}, {left_side, at_left.y}};
    if (from != upper) std::reverse(way.begin(), way.end());
    return way;
  }

  std::vector<Point> way_beside(const Link& link, Point start, Point end) const {
    const bool on_the_right = item(link.to).step == 0 && row_of_item(link.to) == rows_ - 1;
    const double line = beside_.at(on_the_right).at(item(link.to).step == 0 ? link.to : -1 - link.from);
    const double aside = margin + line_distance * (static_cast<double>(most_returns()) + line);
    // Past what comes before time, and past the texts beside bars and strips.
    double x = std::min(left() - std::max(names_width(), strips_.left), layout_.bounds.left()) - aside;
    if (on_the_right) {
      x = -std::numeric_limits<double>::infinity();
      for (int r = 0; r < rows_; ++r) x = std::max(x, right_of(r) + aside);
      if (view_.lanes().size() > 1) {  // past what stands beside the last row's upper lanes
        const double before = right_of(rows_ - 1) + sums_width(view_) + line_distance * line;
        x = x <= before ? before : std::max(x, right_of_all() + aside);
      }
    }
    return {{x, start.y}, {x, end.y}};
  }

  double right_of_all() const {  // of what stands outside time in the last row
    double right = right_of(rows_ - 1);
    for (int i = 0; i < static_cast<int>(layout_.items.size()); ++i)
      if (!is_bar(i) && item(i).step == 0 && row_of_item(i) == rows_ - 1)
        right = std::max(right, moved(layout_.items[at(i)], rows_ - 1).right());
    return right;
  }

  // In each row as long as the row, and as far as its taps.
  void move_bars() {
    for (int i = 0; i < static_cast<int>(layout_.items.size()); ++i) {
      if (!is_bar(i)) continue;
      std::map<int, Column> taps;
      for (std::size_t l = 0; l < layout_.links.size(); ++l) {
        const Link& link = view_.links()[l];
        if (link.from != i || !layout_.links[l].junction) continue;
        const double x = layout_.links[l].junction->x;
        Column& reach = taps.insert({row_of_item(link.to), {x - 8, x + 8}}).first->second;
        reach = {std::min(reach.left, x - 8), std::max(reach.right, x + 8)};
      }
      const Box bar = layout_.items[at(i)];
      for (auto tap = taps.begin(); tap != taps.end(); ++tap) {
        const double from = std::min(left(), tap->second.left), to = std::max(right_of(tap->first), tap->second.right);
        const Box box{(from + to) / 2, bar.y - tap->first * height_, to - from, bar.height};
        if (std::next(tap) == taps.end())
          layout_.items[at(i)] = box;
        else
          layout_.repeats.push_back({i, box});
      }
    }
  }

  void measure() {
    double left = 1e30, right = -1e30, bottom = 1e30, top = -1e30;
    const auto take = [&](double x, double y) {
      left = std::min(left, x), right = std::max(right, x), bottom = std::min(bottom, y), top = std::max(top, y);
    };
    const auto take_box = [&](const Box& b) { take(b.left(), b.bottom()), take(b.right(), b.top()); };
    for (const Box& b : layout_.items) take_box(b);
    for (const Panel& p : layout_.panels) take_box(p.box);
    for (const Repeat& r : layout_.repeats) take_box(r.box);
    for (const Route& r : layout_.links)
      for (const Point& p : r.curve) take(p.x, p.y);
    layout_.bounds = {(left + right) / 2, (bottom + top) / 2, right - left, top - bottom};
  }

  const View& view_;
  Layout& layout_;
  const StripRoom strips_;
  std::map<int, int> place_, row_of_;  // of a step: its number from the left, and its row
  std::vector<Column> extent_;         // of a row, before it is moved
  int rows_ = 0;
  double height_ = 0;
  std::vector<std::vector<std::pair<double, int>>> returns_;  // after a row, from above: height and source
  std::map<bool, std::map<int, int>> beside_;                 // at the left and at the right: of a target or a source
};

}  // namespace

void wrap(const View& view, Layout& layout, const StripRoom& strips) { Wrapper(view, layout, strips); }

}  // namespace unroll::graphs
