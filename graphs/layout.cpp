#include "graphs/layout.hpp"

#include <algorithm>
#include <set>

#include "graphs/layouter.hpp"
#include "graphs/rolled.hpp"
#include "graphs/wrap.hpp"

namespace unroll::graphs {

Layouter::Layouter(const View& view, Layout& out, const StripRoom& strips) : view_(view), out_(out), strips_(strips) {
  out_.items.resize(view.items().size());
  out_.links.resize(view.links().size());
  block_of_.resize(view.items().size());
  arcs_ = has_arcs();
  place_items_in_rows();
  find_shared();
  for (Row& row : rows_) arrange(row);
  align_columns();
  place_rows();
  route_links();
  measure();
}

// One state a step at cell level: then the way back has the room above for itself.
bool Layouter::has_arcs() const {
  if (view_.level() != Level::cell || !view_.snapshot().traced()) return false;
  std::set<std::pair<int, int>> steps;
  for (const Item& i : view_.items())
    if (i.look == Look::state && !steps.insert({i.lane, i.step}).second) return false;
  return !steps.empty();
}

void Layouter::measure() {
  double left = 1e30, right = -1e30, bottom = 1e30, top = -1e30;
  const auto take = [&](double x, double y) {
    left = std::min(left, x), right = std::max(right, x), bottom = std::min(bottom, y), top = std::max(top, y);
  };
  const auto take_box = [&](const Box& b) { take(b.left(), b.bottom()), take(b.right(), b.top()); };
  for (const Box& b : out_.items) take_box(b);
  for (const Panel& p : out_.panels) take_box(p.box);
  for (const Route& r : out_.links)
    for (const Point& p : r.curve) take(p.x, p.y);
  out_.bounds = {(left + right) / 2, (bottom + top) / 2, right - left, top - bottom};
}

Layout::Layout(const View& view, const StripRoom& strips) {
  if (view.level() == Level::rolled) {
    lay_out_rolled(view, *this);
    return;
  }
  const Layouter laid_out(view, *this, strips);
  if (view.wrap() > 0) wrap(view, *this, strips);
}

}  // namespace unroll::graphs
