#include "graphs/canvas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

std::string position(double x, double y) { return "\"" + coordinate(x) + "," + coordinate(y) + "\""; }

std::string points(const std::vector<Point>& curve) {
  std::string result;
  for (const Point& p : curve) result += (result.empty() ? "" : " ") + coordinate(p.x) + "," + coordinate(p.y);
  return result;
}

}  // namespace

std::string plain_spline(const std::vector<Point>& curve) { return "\"" + points(curve) + "\""; }

std::string arrow_spline(std::vector<Point> curve, double arrow_size) {
  const Point tip = curve.back(), before = curve[curve.size() - 2];
  const double dx = tip.x - before.x, dy = tip.y - before.y, length = std::hypot(dx, dy);
  const double head = std::min(10 * arrow_size, length * 0.8);
  if (length > 0.01) curve.back() = {tip.x - dx / length * head, tip.y - dy / length * head};
  return "\"e," + coordinate(tip.x) + "," + coordinate(tip.y) + " " + points(curve) + "\"";
}

std::vector<Point> short_of_tip(std::vector<Point> curve) {
  Point& tip = curve.back();
  const Point before = curve[curve.size() - 2];
  const double dx = tip.x - before.x, dy = tip.y - before.y, length = std::hypot(dx, dy);
  const double cut = std::min(5.0, length * 0.5);
  if (length > 0.01) tip = {tip.x - dx / length * cut, tip.y - dy / length * cut};
  return curve;
}

Canvas::Canvas(const Box& bounds)
    : left_(bounds.left()), right_(bounds.right()), bottom_(bounds.bottom()), top_(bounds.top()) {}

void Canvas::take(const Box& box) {
  left_ = std::min(left_, box.left()), right_ = std::max(right_, box.right());
  bottom_ = std::min(bottom_, box.bottom()), top_ = std::max(top_, box.top());
}

void Canvas::add(const std::string& id, const Box& box, Attributes attributes) {
  take(box);
  Attributes all{{"pos", position(box.x, box.y)},
                 {"width", fmt::format("{:.4f}", box.width / 72)},
                 {"height", fmt::format("{:.4f}", box.height / 72)}};
  all.insert(all.end(), attributes.begin(), attributes.end());
  nodes_.push_back({id, std::move(all)});
}

void Canvas::add_panel(const std::string& id, const Box& box, Attributes attributes) {
  take(box);
  attributes.push_back({"bb", fmt::format("\"{},{},{},{}\"", coordinate(box.left()), coordinate(box.bottom()),
                                          coordinate(box.right()), coordinate(box.top()))});
  panels_.push_back({id, std::move(attributes)});
}

void Canvas::add_edge(const std::string& from, const std::string& to, Attributes attributes) {
  edges_.push_back({from, to, std::move(attributes)});
}

double Canvas::note(double x, double y, const std::string& plain, double size, std::string_view colour, Align align,
                    const std::string& html_text, bool pill, const std::string& role) {
  const double width = text_width(plain, size) + 6;
  const double middle = align == Align::left ? x + width / 2 : align == Align::right ? x - width / 2 : x;
  const std::string label = !html_text.empty() ? "<" + html_text + ">"
                            : align == Align::centre
                                ? quoted(plain)
                                : quoted(plain).insert(quoted(plain).size() - 1, align == Align::left ? "\\l" : "\\r");
  Attributes a{{"label", label},
               {"class", quoted(role.empty() ? "note" : "note " + role)},
               {"fontsize", coordinate(size)},
               {"fontcolor", quoted(colour)},
               {"margin", "0"}};
  if (pill)
    for (const Attribute& extra : Attributes{{"shape", "box"},
                                             {"style", quoted("rounded,filled")},
                                             {"fillcolor", quoted("#FFFFFF")},
                                             {"penwidth", "0"}})
      a.push_back(extra);
  else
    a.push_back({"shape", "plaintext"});
  add(fmt::format("n{}", notes_++), {middle, y, width, size * 1.3}, a);
  return width;
}

std::string Canvas::dot() const {
  const double border = 8;
  DotWriter dot({{"layout", "nop2"},
                 {"bb", fmt::format("\"{},{},{},{}\"", coordinate(left_ - border), coordinate(bottom_ - border),
                                    coordinate(right_ + border), coordinate(top_ + border))},
                 {"bgcolor", quoted("white")},
                 {"outputorder", "edgesfirst"},
                 {"splines", "true"},
                 {"pad", "0.1"},
                 {"fontname", quoted(style::font)}});
  dot.defaults("node", {{"fontname", quoted(style::font)},
                        {"fontsize", "11"},
                        {"fixedsize", "shape"},
                        {"penwidth", "1.2"},
                        {"label", quoted("")}});
  dot.defaults("edge", {{"fontname", quoted(style::font)},
                        {"fontsize", "10"},
                        {"penwidth", "1.3"},
                        {"arrowsize", "0.65"},
                        {"color", quoted(style::ink)}});
  for (const Node& c : panels_) dot.cluster(c.id, c.attributes);
  for (const Node& n : nodes_) dot.node(n.id, n.attributes);
  for (const Edge& e : edges_) dot.edge(e.from, e.to, e.attributes);
  return std::move(dot).text();
}

}  // namespace unroll::graphs
