#include "lessons/support/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::lessons {

namespace style = graphs::style;

namespace {

constexpr double width = 640, height = 400;
constexpr double left = 72, top = 44, bottom = 56;  // margins
constexpr std::array<std::string_view, 5> colours{style::data, style::parameter, style::shrinks, "#2F855A", "#6B46C1"};

// From the numbers of an axis to places on the paper.
struct Ruler {
  Scale scale;
  double low, high, start, end;

  bool shows(double v) const { return std::isfinite(v) && (scale == Scale::linear || v > 0); }
  double measure(double v) const { return scale == Scale::log ? std::log10(v) : v; }
  double place(double v) const {
    return start + (end - start) * (measure(v) - measure(low)) / (measure(high) - measure(low));
  }
};

// A round step that divides `range` into about five.
double round_step(double range) {
  const double power = std::pow(10, std::floor(std::log10(range / 5)));
  for (const double digit : {1.0, 2.0, 5.0})
    if (range / (power * digit) <= 6) return power * digit;
  return power * 10;
}

// Round ends are chosen for those that the axis leaves open.
Ruler ruler_for(const Axis& axis, const std::vector<double>& values, double start, double end) {
  Ruler ruler{axis.scale, 0, 1, start, end};
  std::vector<double> shown;
  std::copy_if(values.begin(), values.end(), std::back_inserter(shown), [&](double v) { return ruler.shows(v); });
  if (shown.empty()) throw Error(fmt::format("The plot has no point that its axis \"{}\" can show.", axis.label));
  double low = *std::min_element(shown.begin(), shown.end()), high = *std::max_element(shown.begin(), shown.end());
  if (axis.scale == Scale::log) {
    low = std::pow(10, std::floor(std::log10(low)));
    high = std::pow(10, std::ceil(std::log10(high)));
    if (high <= low) high = 10 * low;
  } else {
    if (high <= low) high = low + 1;
    const double step = round_step(high - low);
    low = step * std::floor(low / step);
    high = step * std::ceil(high / step);
  }
  ruler.low = axis.low.value_or(low);
  ruler.high = axis.high.value_or(high);
  return ruler;
}

std::vector<double> ticks(const Ruler& ruler) {
  std::vector<double> found;
  if (ruler.scale == Scale::log) {
    const int first = static_cast<int>(std::ceil(std::log10(ruler.low) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(ruler.high) + 1e-9));
    const int stride = 1 + (last - first) / 8;
    for (int power = first; power <= last; power += stride) found.push_back(std::pow(10, power));
  } else {
    const double step = round_step(ruler.high - ruler.low);
    for (double i = std::ceil(ruler.low / step - 1e-9); i * step <= ruler.high + 1e-9 * step; ++i)
      found.push_back(i * step);
  }
  return found;
}

std::string tick_text(const Ruler& ruler, double v) {
  if (ruler.scale == Scale::linear) return fmt::format("{:.6g}", v + 0.0);
  const std::string power = fmt::format("{}", static_cast<int>(std::lround(std::log10(v))));
  return fmt::format(R"(10<tspan font-size="9" dy="-5">{}</tspan>)", power);
}

std::string text(double x, double y, std::string_view anchor, std::string_view colour, const std::string& inner,
                 const std::string& more = "") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\"{}>{}</text>\n", x, y, anchor,
                     colour, more, inner);
}

std::string stroke(double x1, double y1, double x2, double y2, std::string_view colour, std::string_view more = "") {
  return fmt::format("<path d=\"M{:.1f},{:.1f} L{:.1f},{:.1f}\" stroke=\"{}\" fill=\"none\"{}/>\n", x1, y1, x2, y2,
                     colour, more);
}

struct Point {
  double x, y;
};

// Where the name of lines[i] stands: at that of its points which is farthest, up or down, from the other lines.
Point roomiest(const std::vector<std::vector<Point>>& lines, std::size_t i) {
  Point best{left, top};
  double most = -1;
  for (const Point& p : lines[i]) {
    double room = height;
    for (std::size_t other = 0; other < lines.size(); ++other)
      for (const Point& q : lines[other])
        if (other != i && std::abs(q.x - p.x) < 60) room = std::min(room, std::abs(q.y - p.y));
    if (room > most) most = room, best = p;
  }
  return best;
}

}  // namespace

void Plot::line(std::string name, std::vector<double> xs, std::vector<double> ys) {
  if (xs.size() != ys.size())
    throw Error(fmt::format("The line \"{}\" has {} xs and {} ys.", name, xs.size(), ys.size()));
  lines_.push_back({std::move(name), std::move(xs), std::move(ys)});
}

void Plot::level(std::string name, double y) { levels_.push_back({std::move(name), y}); }

std::string Plot::svg() const {
  const double right = levels_.empty() ? 24 : 120;  // where the names of levels stand
  std::vector<double> all_x, all_y;
  for (const Line& line : lines_) {
    all_x.insert(all_x.end(), line.xs.begin(), line.xs.end());
    all_y.insert(all_y.end(), line.ys.begin(), line.ys.end());
  }
  for (const Level& level : levels_) all_y.push_back(level.y);
  const Ruler x = ruler_for(x_, all_x, left, width - right), y = ruler_for(y_, all_y, height - bottom, top);

  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "font-family=\"{2}\" "
      "font-size=\"12\">\n<title>{3}</title>\n<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n",
      width, height, style::font, graphs::html(title_, 100));
  out += text(left, 24, "start", style::ink, graphs::html(title_, 100), " font-size=\"14\" font-weight=\"bold\"");
  for (const double v : ticks(x)) {
    out += stroke(x.place(v), top, x.place(v), height - bottom, style::panel_border);
    out += text(x.place(v), height - bottom + 18, "middle", style::muted, tick_text(x, v));
  }
  for (const double v : ticks(y)) {
    out += stroke(left, y.place(v), width - right, y.place(v), style::panel_border);
    out += text(left - 8, y.place(v) + 4, "end", style::muted, tick_text(y, v));
  }
  out += text((left + width - right) / 2, height - 14, "middle", style::ink, graphs::html(x_.label));
  out += text(18, (top + height - bottom) / 2, "middle", style::ink, graphs::html(y_.label),
              fmt::format(" transform=\"rotate(-90 18 {:.1f})\"", (top + height - bottom) / 2));

  const auto colour_of = [](std::size_t i) { return colours[i % colours.size()]; };
  std::vector<std::vector<Point>> points;  // on the paper
  for (const Line& line : lines_) {
    points.emplace_back();
    for (std::size_t j = 0; j < line.xs.size(); ++j)
      if (x.shows(line.xs[j]) && y.shows(line.ys[j]))
        points.back().push_back({x.place(line.xs[j]), y.place(line.ys[j])});
  }
  for (const Level& level : levels_) {
    out += stroke(left, y.place(level.y), width - right, y.place(level.y), style::muted, " stroke-dasharray=\"5 4\"");
    out += text(width - right + 10, y.place(level.y) + 4, "start", style::muted, graphs::html(level.name));
  }
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    std::string path, marks;
    for (const Point& p : points[i]) {
      path += fmt::format("{}{:.1f},{:.1f} ", path.empty() ? "M" : "L", p.x, p.y);
      marks += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\"/>\n", p.x, p.y, colour_of(i));
    }
    out +=
        fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"1.8\" fill=\"none\"/>\n{}", path, colour_of(i), marks);
  }
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Point at = roomiest(points, i);
    out += text(at.x + 6, at.y - 9, "start", colour_of(i), graphs::html(lines_[i].name));
  }
  return out + "</svg>\n";
}

void Plot::save(const std::filesystem::path& path) const { write_file(path, svg()); }

}  // namespace unroll::lessons
