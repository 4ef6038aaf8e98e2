// Curves for links: straight runs joined by S-shaped curves, and round corners.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "graphs/layout.hpp"

namespace unroll::graphs {

// A horizontal stretch of a link; it goes left if `to` is smaller than `from`.
struct Run {
  double from, to, y;
};

class Path {
 public:
  explicit Path(Point start) : points_{start} {}

  void line(Point to) {
    const Point a = points_.back();
    if (std::hypot(to.x - a.x, to.y - a.y) < 0.01) return;
    curve({a.x + (to.x - a.x) / 3, a.y + (to.y - a.y) / 3}, {a.x + (to.x - a.x) * 2 / 3, a.y + (to.y - a.y) * 2 / 3},
          to);
  }
  void curve(Point c1, Point c2, Point to) {
    points_.push_back(c1);
    points_.push_back(c2);
    points_.push_back(to);
  }
  void corner(Point at, Point to) { curve(at, at, to); }
  // Horizontal at both ends.
  void s_curve(Point to) {
    const Point a = points_.back();
    if (std::abs(to.y - a.y) < 0.01) return line(to);
    const double middle = (a.x + to.x) / 2;
    curve({middle, a.y}, {middle, to.y}, to);
  }
  void runs(const std::vector<Run>& runs) {
    for (const Run& run : runs) {
      s_curve({run.from, run.y});
      line({run.to, run.y});
    }
  }
  const std::vector<Point>& points() const { return points_; }

 private:
  std::vector<Point> points_;
};

// Through all the points, with round corners.
inline Path rounded(const std::vector<Point>& points, double radius = 8) {
  Path path(points.front());
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    const Point &a = points[i - 1], &b = points[i], &c = points[i + 1];
    const double before = std::hypot(b.x - a.x, b.y - a.y), after = std::hypot(c.x - b.x, c.y - b.y);
    if (before < 0.01 || after < 0.01) continue;
    const double r = std::min({radius, before / 2, after / 2});
    path.line({b.x + (a.x - b.x) * r / before, b.y + (a.y - b.y) * r / before});
    path.corner(b, {b.x + (c.x - b.x) * r / after, b.y + (c.y - b.y) * r / after});
  }
  path.line(points.back());
  return path;
}

inline Path to_path(const std::vector<Run>& runs) {
  Path path({runs.front().from, runs.front().y});
  path.runs(runs);
  return path;
}

}  // namespace unroll::graphs
