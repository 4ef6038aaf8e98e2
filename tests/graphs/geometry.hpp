// What must hold of every picture's geometry: nothing overlaps, nothing leaves the frame, lines end at their items and
// run through no others, every step is the same stamp.
#pragma once

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <regex>
#include <sstream>

#include "graphs/draw.hpp"
#include "models.hpp"

namespace unroll::graphs::testing {

struct Picture {
  View view;
  Layout layout;
  Picture(const std::vector<Tensor>& roots, const Trace* trace, const ViewOptions& options)
      : view(Snapshot(roots, trace), options), layout(view) {}
  Picture(const std::vector<Tensor>& roots, const Trace* trace, Level level)
      : Picture(roots, trace, ViewOptions{.level = level}) {}
};

// A text of a drawing that stands by itself: where, what it tells (“share of-e3”), and its words.
struct Note {
  Box box;
  std::string role, words;
};

inline std::vector<Note> notes_of(const Drawing& drawing) {
  static const std::regex pattern(
      "^  n[0-9]+ \\[pos=\"([^,]+),([^\"]+)\", width=([^,]+), height=([^,]+), label=(.*), "
      "class=\"note ?([^\"]*)\".*");
  std::vector<Note> notes;
  std::istringstream lines(drawing.dot());
  std::smatch found;
  for (std::string line; std::getline(lines, line);)
    if (line.find("class=\"note") != line.npos && std::regex_match(line, found, pattern))
      notes.push_back({{std::stod(found[1]), std::stod(found[2]), std::stod(found[3]) * 72, std::stod(found[4]) * 72},
                       found[6],
                       found[5]});
  return notes;
}

inline bool overlap(const Box& a, const Box& b) {
  constexpr double air = 2;
  return a.left() < b.right() + air && b.left() < a.right() + air && a.bottom() < b.top() + air &&
         b.bottom() < a.top() + air;
}

// Does the line, a row of Bézier curves, run through the box? Each lies within the bounds of its four points.
inline bool runs_through(const std::vector<Point>& curve, const Box& b) {
  for (std::size_t k = 0; k + 3 < curve.size(); k += 3) {
    const auto [left, right] = std::minmax({curve[k].x, curve[k + 1].x, curve[k + 2].x, curve[k + 3].x});
    const auto [bottom, top] = std::minmax({curve[k].y, curve[k + 1].y, curve[k + 2].y, curve[k + 3].y});
    if (right <= b.left() || left >= b.right() || top <= b.bottom() || bottom >= b.top()) continue;
    for (int step = 0; step <= 40; ++step) {
      const double u = step / 40.0, v = 1 - u;
      const auto at = [&](double Point::*c) {
        return v * v * v * curve[k].*c + 3 * v * v * u * curve[k + 1].*c + 3 * v * u * u * curve[k + 2].*c +
               u * u * u * curve[k + 3].*c;
      };
      const double x = at(&Point::x), y = at(&Point::y);
      if (x > b.left() && x < b.right() && y > b.bottom() && y < b.top()) return true;
    }
  }
  return false;
}

// No line runs through an item that it does not belong to. (Bars are no obstacles: taps pass behind them.)
inline void check_lines(const Picture& p) {
  const auto& items = p.view.items();
  for (std::size_t l = 0; l < p.layout.links.size(); ++l) {
    const Link& link = p.view.links()[l];
    if (!link.drawn) continue;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].look == Look::rail || items[i].look == Look::sum) continue;
      if (static_cast<int>(i) == link.from || static_cast<int>(i) == link.to) continue;
      if (runs_through(p.layout.links[l].curve, p.layout.items[i]))
        BOOST_ERROR("the line from " << items[static_cast<std::size_t>(link.from)].label << " to "
                                     << items[static_cast<std::size_t>(link.to)].label << " runs through "
                                     << items[i].label << " of step " << items[i].step);
    }
  }
}

// The number beside a tap has room up to the next one.
inline void check_taps(const Picture& p) {
  std::map<std::pair<int, double>, std::vector<double>> taps;  // of a lane in a row of panels
  for (std::size_t l = 0; l < p.layout.links.size(); ++l) {
    const Item& user = p.view.items()[static_cast<std::size_t>(p.view.links()[l].to)];
    if (!p.layout.links[l].junction) continue;
    for (const Panel& panel : p.layout.panels)
      if (panel.step == user.step && panel.lane == user.lane && panel.backward == user.backward)
        taps[{user.lane, panel.box.y}].push_back(p.layout.links[l].junction->x);
  }
  for (auto& [row, xs] : taps) {
    std::sort(xs.begin(), xs.end());
    for (std::size_t i = 1; i < xs.size(); ++i) BOOST_TEST(xs[i] - xs[i - 1] >= 34 - 1e-6);
  }
}

inline void check_geometry(const Picture& p) {
  check_lines(p);
  check_taps(p);
  const auto& items = p.view.items();
  const auto& boxes = p.layout.items;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    BOOST_TEST(boxes[i].width > 0);
    for (std::size_t j = i + 1; j < boxes.size(); ++j)  // many pairs: only what is wrong is told
      if (overlap(boxes[i], boxes[j]))
        BOOST_ERROR(items[i].label << " of step " << items[i].step << " overlaps " << items[j].label << " of step "
                                   << items[j].step);
    for (const Panel& panel : p.layout.panels) {
      if (panel.step != items[i].step || panel.backward != items[i].backward || panel.lane != items[i].lane) continue;
      BOOST_TEST((boxes[i].left() > panel.box.left() && boxes[i].right() < panel.box.right() &&
                  boxes[i].bottom() > panel.box.bottom() && boxes[i].top() < panel.box.top()),
                 items[i].label << " leaves the panel of step " << panel.step);
    }
  }
  for (const Panel& a : p.layout.panels)
    for (const Panel& b : p.layout.panels)
      if (&a != &b && overlap(a.box, b.box)) BOOST_ERROR("two panels overlap");
  const Box& frame = p.layout.bounds;
  const auto inside = [&](Point q) {
    return q.x >= frame.left() - 0.01 && q.x <= frame.right() + 0.01 && q.y >= frame.bottom() - 0.01 &&
           q.y <= frame.top() + 0.01;
  };
  for (const Box& b : boxes) BOOST_TEST((inside({b.left(), b.bottom()}) && inside({b.right(), b.top()})));
  for (std::size_t l = 0; l < p.layout.links.size(); ++l) {
    const auto& curve = p.layout.links[l].curve;
    BOOST_TEST(curve.size() % 3 == 1u);
    for (const Point& q : curve)
      if (!std::isfinite(q.x) || !std::isfinite(q.y) || !inside(q)) BOOST_ERROR("a line leaves the picture");
    for (std::size_t k = 3; k + 3 < curve.size(); k += 3) {  // smooth where its pieces meet
      const Point a{curve[k].x - curve[k - 1].x, curve[k].y - curve[k - 1].y};
      const Point b{curve[k + 1].x - curve[k].x, curve[k + 1].y - curve[k].y};
      if (a.x * b.x + a.y * b.y < -1e-9) BOOST_ERROR("a line has a corner");
    }
    // A link begins and ends at its items.
    const Link& link = p.view.links()[l];
    const auto touches = [](const Box& b, Point q) {
      return q.x >= b.left() - 0.5 && q.x <= b.right() + 0.5 && q.y >= b.bottom() - 0.5 && q.y <= b.top() + 0.5;
    };
    bool begins = touches(boxes[static_cast<std::size_t>(link.from)], curve.front());
    for (const Repeat& r : p.layout.repeats) begins = begins || (r.item == link.from && touches(r.box, curve.front()));
    BOOST_TEST(begins);
    BOOST_TEST(touches(boxes[static_cast<std::size_t>(link.to)], curve.back()),
               "the line from " << items[static_cast<std::size_t>(link.from)].label << " misses "
                                << items[static_cast<std::size_t>(link.to)].label << " of step "
                                << items[static_cast<std::size_t>(link.to)].step);
  }
}

inline Point shift_of(const Picture& p, int from, int to, bool backward, int lane = 0) {
  Point a, b;
  for (const Panel& panel : p.layout.panels) {
    if (panel.backward != backward || panel.lane != lane) continue;
    if (panel.step == from) a = {panel.box.x, panel.box.y};
    if (panel.step == to) b = {panel.box.x, panel.box.y};
  }
  return {b.x - a.x, b.y - a.y};
}

// The items of a step lie where those of the other step lie, shifted as its panel is.
inline void check_stamps(const Picture& p, int from, int to, bool backward, int lane = 0) {
  std::vector<std::size_t> a, b;
  for (std::size_t i = 0; i < p.view.items().size(); ++i) {
    if (p.view.items()[i].backward != backward || p.view.items()[i].lane != lane) continue;
    if (p.view.items()[i].step == from) a.push_back(i);
    if (p.view.items()[i].step == to) b.push_back(i);
  }
  // From left to right: numbers may come in another order in each step.
  for (auto* list : {&a, &b})
    std::stable_sort(list->begin(), list->end(), [&](std::size_t i, std::size_t j) {
      const Box &one = p.layout.items[i], &other = p.layout.items[j];
      return std::abs(one.x - other.x) > 1e-6 ? one.x < other.x : one.y < other.y - 1e-6;
    });
  const Point shift = shift_of(p, from, to, backward, lane);
  BOOST_TEST(shift.x > 0);
  BOOST_TEST(shift.y == 0);
  BOOST_REQUIRE(a.size() == b.size());
  BOOST_TEST(!a.empty());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Box &first = p.layout.items[a[i]], &second = p.layout.items[b[i]];
    BOOST_TEST(std::abs(second.x - first.x - shift.x) < 1e-6);
    BOOST_TEST(std::abs(second.y - first.y) < 1e-6);
    BOOST_TEST(second.width == first.width);
    BOOST_TEST((p.view.items()[a[i]].look == p.view.items()[b[i]].look));
  }
}

}  // namespace unroll::graphs::testing
