// What lies between the axes of a plot.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "graphs/gnuplot_text.hpp"
#include "graphs/plot_script.hpp"
#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

// Distinct in luminance and to the colour blind; marks and, in the second round, dashes tell them apart as well.
constexpr std::array<std::string_view, 5> palette{style::data, "#C96A0B", style::ink, style::shrinks, "#23958C"};
constexpr std::array<int, 8> marks{7, 5, 9, 13, 11, 6, 4, 8};
constexpr std::array<std::string_view, 4> dashes{"1", "(8,5)", "(3,3)", "(10,4,2,4)"};

constexpr std::array<std::string_view, 4> over_heat{style::ink, "#C96A0B", "#23958C", style::shrinks};

std::string_view colour_of(std::size_t i, bool over) {
  return over ? over_heat[i % over_heat.size()] : palette[i % palette.size()];
}

// Of a line's points, one in so many has a mark.
std::size_t every(std::size_t points) { return 1 + points / 40; }

// With as many digits as there is room for, three at most (all of a number of four or five).
std::string bar_text(double height, double room, double size) {
  const double least = std::abs(height);
  if (least >= 1e5 || (least > 0 && least < 1e-3)) return short_number(height);
  std::string text = fmt::format("{:.0f}", height);
  for (int digits = 3; digits > 0 && least < 1e3; --digits)
    if (text = fmt::format("{:.{}g}", height, digits); text_width(text, size) <= room) break;
  if (text[0] == '-') text.replace(0, 1, "−");
  return text;
}

// Where a cell ends in the drawing: a little inside the next one, which is drawn over it, so that no light shines
// through between them. `pixels` is the cell's size.
double beyond(double from, double to, double pixels) {
  return to + (to - from) * std::min(0.3, 0.7 / std::max(1e-9, std::abs(pixels)));
}

std::string gradient(std::span<const std::string_view> colours) {
  std::string text;
  for (std::size_t i = 0; i < colours.size(); ++i) text += fmt::format("{}{} \"{}\"", i ? ", " : "", i, colours[i]);
  return text;
}

}  // namespace

void PlotScript::heat(const Panel& panel) {
  const Plot::Heat& heat = *panel.plot.heat_;
  const Area& area = panel.area;
  const auto x = edges(heat.xs, panel.plot.x_.scale), y = edges(heat.ys, panel.plot.y_.scale);
  std::string rows, gaps;
  for (std::size_t i = 0; i < heat.ys.size(); ++i)
    for (std::size_t j = 0; j < heat.xs.size(); ++j) {
      const double v = heat.values[i * heat.xs.size() + j];
      const bool shown = panel.colour->shows(v);
      const Spot from = panel.spot(x[j], y[i]), to = panel.spot(x[j + 1], y[i + 1]);
      const double right = j + 1 == heat.xs.size() ? x[j + 1] : beyond(x[j], x[j + 1], to.x - from.x);
      const double top = i + 1 == heat.ys.size() ? y[i + 1] : beyond(y[i], y[i + 1], to.y - from.y);
      (shown ? rows : gaps) +=
          fmt::format("{} {} {} {} {} {} {}\n", number(heat.xs[j]), number(heat.ys[i]), number(x[j]), number(right),
                      number(y[i]), number(top), shown ? number(v) : "");
    }
  if (!gaps.empty()) {
    block(gaps);
    element(fmt::format("using 1:2:3:4:5:6 with boxxyerror fillcolor rgb \"{}\" fillstyle solid noborder notitle",
                        style::missing));
  }
  if (!rows.empty()) {
    block(rows);
    element("using 1:2:3:4:5:6:7 with boxxyerror fillcolor palette fillstyle solid noborder notitle");
  }
  say(fmt::format("set palette defined ({})", gradient(style::scale_of(heat.colours))));
  Axis unnamed = heat.colour;
  unnamed.names.clear();
  axis("cb", unnamed, *panel.colour, false);
  const double left = area.right + 22, bar = 14;
  say(fmt::format("set colorbox user origin screen {:.6f},{:.6f} size screen {:.6f},{:.6f} noborder", left / width,
                  1 - area.bottom / height_, bar / width, (area.bottom - area.top) / height_));
  label({left, area.top - 20}, "left", fitted(heat.colour.label, text_size, width - left - 4), style::muted);
}

void PlotScript::bars(const Panel& panel) {
  const auto& groups = panel.plot.bars_;
  const double slot = 0.8 / static_cast<double>(std::max<std::size_t>(1, groups.size()));
  for (std::size_t g = 0; g < groups.size(); ++g) {
    std::string rows;
    for (std::size_t i = 0; i < groups[g].heights.size(); ++i) {
      const double height = groups[g].heights[i];
      if (!panel.y.shows(height)) continue;
      const double middle = static_cast<double>(i) + 1 + (static_cast<double>(g) + 0.5) * slot - 0.4;
      rows += fmt::format("{} {} {}\n", number(middle), number(height), number(slot * 0.94));
      const Spot top = panel.spot(middle, height);
      const double room = slot * (panel.spot(2, height).x - panel.spot(1, height).x);
      const std::string text = bar_text(height, room, tick_size);
      if (text_width(text, tick_size) <= room && top.y >= panel.area.top - 1 && top.y <= panel.area.bottom + 1)
        label({top.x, top.y + (height < 0 ? 9 : -9)}, "center", text, style::ink, tick_size);
    }
    block(rows);
    if (!rows.empty())
      element(fmt::format("using 1:2:3 with boxes fillcolor rgb \"{}\" fillstyle solid noborder title {} noenhanced",
                          palette[g % palette.size()], literal(clean(groups[g].name))));
  }
}

void PlotScript::levels(const Panel& panel) {
  const Area& area = panel.area;
  std::vector<std::pair<double, const std::string*>> beside;
  for (const Plot::Level& level : panel.plot.levels_) {
    const Ruler& ruler = level.upright ? panel.x : panel.y;
    if (!ruler.shows(level.at) || ruler.place(level.at) < -1e-9 || ruler.place(level.at) > 1 + 1e-9) continue;
    const std::string at = number(level.at);
    const Spot from = level.upright ? panel.spot(level.at, panel.y.low()) : panel.spot(panel.x.low(), level.at);
    block(level.upright ? fmt::format("{} {}\n{} {}\n", at, number(panel.y.low()), at, number(panel.y.high()))
                        : fmt::format("{} {}\n{} {}\n", number(panel.x.low()), at, number(panel.x.high()), at));
    element(fmt::format("using 1:2 with lines linewidth 1.2 dashtype (6,4) linecolor rgb \"{}\" title {} noenhanced",
                        style::muted, literal(clean(level.name))));
    if (!level.upright) beside.push_back({from.y, &level.name});
  }
  std::sort(beside.begin(), beside.end());
  std::vector<double> ys;
  for (const auto& level : beside) ys.push_back(level.first);
  const std::vector<double> at = apart(std::move(ys), text_size + 3);
  for (std::size_t i = 0; i < at.size(); ++i)
    label({area.right + 8, std::max(at[i], area.top - 8)}, "left",
          fitted(*beside[i].second, text_size, width - area.right - 12), style::muted);
}

void PlotScript::curves(const Panel& panel) {
  std::size_t lines = 0, classes = 0;
  for (const Plot::Curve& curve : panel.plot.curves_) {
    const bool line = curve.kind == Plot::Curve::Kind::line, points = curve.kind == Plot::Curve::Kind::points;
    const std::size_t i = points ? classes++ : line ? lines++ : 0;
    std::string rows;
    for (std::size_t j = 0; j < curve.xs.size(); ++j)
      rows += panel.shows(curve.xs[j], curve.ys[j]) ? fmt::format("{} {}\n", number(curve.xs[j]), number(curve.ys[j]))
                                                    : "\n";  // a gap
    if (rows.find_first_not_of('\n') == rows.npos) continue;
    block(rows);
    const std::string_view colour =
        curve.colour.empty() ? colour_of(i, panel.plot.heat_.has_value()) : std::string_view(curve.colour);
    const int mark = marks[i % marks.size()];
    const std::string title = literal(clean(curve.name));
    if (points) {
      element(fmt::format("using 1:2 with points pointtype {} pointsize {} linecolor rgb \"{}\" title {} noenhanced",
                          mark, curve.xs.size() > 300 ? 0.4 : 0.7, colour, title));
    } else if (!line) {
      element(fmt::format("using 1:2 with lines linewidth 1.2 dashtype (6,4) linecolor rgb \"{}\" title {} noenhanced",
                          style::muted, title));
    } else {
      if (panel.plot.heat_) element("using 1:2 with lines linewidth 5 linecolor rgb \"white\" notitle");
      element(
          fmt::format("using 1:2 with linespoints linewidth 2 dashtype {} pointtype {} pointsize 0.7 pointinterval {} "
                      "linecolor rgb \"{}\" title {} noenhanced",
                      dashes[i / palette.size() % dashes.size()], mark, every(curve.xs.size()), colour, title));
    }
  }
}

void PlotScript::names(const Panel& panel) {
  const Area& area = panel.area;
  NamePlaces places(area);
  std::vector<std::size_t> numbers;
  for (const Plot::Curve& curve : panel.plot.curves_) {
    std::vector<Spot> spots;
    for (std::size_t j = 0; j < curve.xs.size(); ++j) {
      const bool shown = panel.shows(curve.xs[j], curve.ys[j]);
      spots.push_back(shown ? panel.spot(curve.xs[j], curve.ys[j]) : Spot{NAN, NAN});
      if (shown && curve.kind == Plot::Curve::Kind::points) places.mark(spots.back());
    }
    const std::size_t marks = curve.kind == Plot::Curve::Kind::line ? every(curve.xs.size()) : 0;
    if (curve.kind != Plot::Curve::Kind::points) numbers.push_back(places.curve(spots, marks));
  }
  for (const Plot::Level& level : panel.plot.levels_) {
    if (!(level.upright ? panel.x : panel.y).shows(level.at)) continue;
    const auto number = places.curve(
        level.upright ? std::vector<Spot>{panel.spot(level.at, panel.y.low()), panel.spot(level.at, panel.y.high())}
                      : std::vector<Spot>{panel.spot(panel.x.low(), level.at), panel.spot(panel.x.high(), level.at)});
    if (level.upright) numbers.push_back(number);
  }
  const char* const background = panel.plot.heat_ ? "boxed" : "";
  if (panel.plot.heat_) say("set style textbox opaque noborder fillcolor rgb \"white\" margins 0.6,0.6");

  auto next = numbers.begin();
  const auto name = [&](const std::string& whole, std::string_view colour) {
    const std::string text = fitted(whole, text_size, (area.right - area.left) * 0.4);
    const Spot at = places.place(*next++, room_for(text, text_size), text_size + 2);
    label(at, "center", text, colour, text_size, background);
  };
  std::size_t lines = 0;
  for (const Plot::Curve& curve : panel.plot.curves_) {
    if (curve.kind == Plot::Curve::Kind::points) continue;
    const bool line = curve.kind == Plot::Curve::Kind::line;
    const std::string_view colour = !line                  ? style::muted
                                    : curve.colour.empty() ? colour_of(lines, panel.plot.heat_.has_value())
                                                           : std::string_view(curve.colour);
    lines += line;
    bool shown = false;
    for (std::size_t j = 0; j < curve.xs.size(); ++j) shown = shown || panel.shows(curve.xs[j], curve.ys[j]);
    if (shown && !stands_in_key(panel.plot, curve))
      name(curve.name, colour);
    else
      ++next;
  }
  for (const Plot::Level& level : panel.plot.levels_)
    if (level.upright && panel.x.shows(level.at)) name(level.name, style::muted);
}

// Marks of classes, dashes of guides among them, colours of bars, and what they stand for.
void PlotScript::key(const Panel& panel) {
  double y = panel.area.top + 8;
  const double x = panel.area.right + 24;
  std::size_t i = 0;
  const auto entry = [&](const std::string& name, int mark, std::string_view colour) {
    say(fmt::format(
        "set label {} \"\" at screen {:.6f},{:.6f} point pointtype {} pointsize 0.8 linecolor rgb \"{}\" front",
        ++labels_, x / width, 1 - y / height_, mark, colour));
    label({x + 12, y}, "left", fitted(name, text_size, width - x - 16), style::ink);
    y += 20;
  };
  for (const Plot::Curve& curve : panel.plot.curves_)
    if (curve.kind == Plot::Curve::Kind::points) {
      entry(curve.name, marks[i % marks.size()], colour_of(i, panel.plot.heat_.has_value()));
      ++i;
    }
  for (const Plot::Curve& curve : panel.plot.curves_)
    if (curve.kind == Plot::Curve::Kind::guide && stands_in_key(panel.plot, curve)) {
      const double height = 1 - y / height_;
      say(
          fmt::format("set arrow from screen {:.6f},{:.6f} to screen {:.6f},{:.6f} nohead linewidth 1.2 dashtype (6,4) "
                      "linecolor rgb \"{}\"",
                      (x - 8) / width, height, (x + 8) / width, height, style::muted));
      label({x + 12, y}, "left", fitted(curve.name, text_size, width - x - 16), style::ink);
      y += 20;
    }
  if (panel.plot.bars_.size() > 1)
    for (std::size_t g = 0; g < panel.plot.bars_.size(); ++g)
      entry(panel.plot.bars_[g].name, marks[1], palette[g % palette.size()]);
}

}  // namespace unroll::graphs
