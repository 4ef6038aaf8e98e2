// What is drawn, collected before it is written as DOT: boxes, notes and curves with their attributes, and the frame
// around all of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graphs/dot.hpp"
#include "graphs/layout.hpp"

namespace unroll::graphs {

enum class Align { left, centre, right };

class Canvas {
 public:
  explicit Canvas(const Box& bounds);

  void add(const std::string& id, const Box& box, Attributes attributes);
  void add_panel(const std::string& id, const Box& box, Attributes attributes);
  void add_edge(const std::string& from, const std::string& to, Attributes attributes);
  // A text without a border, or on a white pill. `role`, if given, says in the SVG what it tells, and of which item or
  // link: "share of-e3". Returns its width.
  double note(double x, double y, const std::string& plain, double size, std::string_view colour, Align align,
              const std::string& html_text = "", bool pill = false, const std::string& role = "");

  double bottom() const { return bottom_; }
  std::string dot() const;

 private:
  struct Node {
    std::string id;
    Attributes attributes;
  };
  struct Edge {
    std::string from, to;
    Attributes attributes;
  };
  void take(const Box& box);

  std::vector<Node> panels_, nodes_;
  std::vector<Edge> edges_;
  int notes_ = 0;
  double left_, right_, bottom_, top_;
};

// The value of a `pos`: a curve without an arrowhead; one whose arrowhead ends at its last point.
std::string plain_spline(const std::vector<Point>& curve);
std::string arrow_spline(std::vector<Point> curve, double arrow_size);
// Wide lines end under the arrowhead, not in front of it.
std::vector<Point> short_of_tip(std::vector<Point> curve);

}  // namespace unroll::graphs
