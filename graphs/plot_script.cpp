#include "graphs/plot_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "graphs/gnuplot_text.hpp"
#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

constexpr double area_height = 300, area_height_of_several = 190;  // pixels
constexpr double title_size = 16;
constexpr double widest_margin = 220, widest_slanted = 160;

double width_of_tick(const Tick& tick) {
  std::string plain;
  for (const char c : tick.text)
    if (c != '^' && c != '{' && c != '}') plain += c;
  return room_for(plain, PlotScript::tick_size);
}
double widest(const Ruler& ruler) {
  double most = 0;
  for (const Tick& tick : ruler.ticks()) most = std::max(most, width_of_tick(tick));
  return most;
}

}  // namespace

// ---- Layout ----

Spot PlotScript::Panel::spot(double at_x, double at_y) const {
  return {area.left + (area.right - area.left) * x.place(at_x), area.bottom + (area.top - area.bottom) * y.place(at_y)};
}

PlotScript::Panel PlotScript::panel(const Plot& plot) {
  std::vector<double> xs, ys;
  std::optional<Ruler> colour;
  if (plot.heat_) {
    xs = edges(plot.heat_->xs, plot.x_.scale);
    ys = edges(plot.heat_->ys, plot.y_.scale);
    Axis axis = plot.heat_->colour;
    axis.names.clear();
    std::vector<double> values = plot.heat_->values;
    if (plot.heat_->colours == Colours::signs && !axis.low && !axis.high) {  // zero in the middle
      double most = 0;
      for (const double v : values)
        if (Ruler::shows(axis.scale, v)) most = std::max(most, std::abs(v));
      axis.low = most > 0 ? -most : -1;
      axis.high = most > 0 ? most : 1;
    }
    colour.emplace(axis, values, true);
  } else {
    for (const Plot::Curve& curve : plot.curves_)
      for (std::size_t i = 0; i < curve.xs.size(); ++i)
        if (Ruler::shows(plot.x_.scale, curve.xs[i]) && Ruler::shows(plot.y_.scale, curve.ys[i]))
          xs.push_back(curve.xs[i]), ys.push_back(curve.ys[i]);
    if (xs.empty())  // no point shows: the axis that is why says so
      for (const Plot::Curve& curve : plot.curves_) {
        xs.insert(xs.end(), curve.xs.begin(), curve.xs.end());
        ys.insert(ys.end(), curve.ys.begin(), curve.ys.end());
      }
    for (const Plot::Bars& bars : plot.bars_) {
      xs.insert(xs.end(), {0.5, static_cast<double>(bars.heights.size()) + 0.5});
      ys.insert(ys.end(), bars.heights.begin(), bars.heights.end());
      for (const double height : bars.heights) ys.push_back(plot.y_.scale == Scale::log ? height / 2 : 0);
    }
    for (const Plot::Level& level : plot.levels_) (level.upright ? xs : ys).push_back(level.at);
  }
  const bool whole = std::all_of(xs.begin(), xs.end(), [&](double v) { return v == std::floor(v); }) || plot.heat_;
  const bool tight = plot.heat_.has_value();
  Panel panel{plot,
              Ruler(plot.x_, xs, tight || !plot.bars_.empty(), whole || !plot.bars_.empty()),
              Ruler(plot.y_, ys, tight, tight),
              std::move(colour),
              {},
              false};
  return panel;
}

double PlotScript::left_margin(const Panel& panel) {
  double margin = std::min(widest_margin, 22 + widest(panel.y));
  if (!panel.plot.x_.names.empty()) {  // slanted, the first may begin to the left of the area
    const double slot = (width - margin - right_margin(panel)) / static_cast<double>(panel.plot.x_.names.size());
    const double first = std::min(widest_slanted, width_of_tick(panel.x.ticks().front()));
    if (widest(panel.x) > slot - 4) margin = std::max(margin, 8 + 0.82 * first - slot / 2);
  }
  return margin;
}

bool PlotScript::stands_in_key(const Plot& plot, const Plot::Curve& curve) {
  const auto is_class = [](const Plot::Curve& other) { return other.kind == Plot::Curve::Kind::points; };
  return is_class(curve) ||
         (curve.kind == Plot::Curve::Kind::guide && std::any_of(plot.curves_.begin(), plot.curves_.end(), is_class));
}

// Names of levels, the key, and the scale of colours stand on the right.
double PlotScript::right_margin(const Panel& panel) {
  double margin = 24;
  for (const Plot::Level& level : panel.plot.levels_)
    if (!level.upright) margin = std::max(margin, 20 + room_for(clean(level.name), text_size));
  for (const Plot::Curve& curve : panel.plot.curves_)
    if (stands_in_key(panel.plot, curve)) margin = std::max(margin, 48 + room_for(clean(curve.name), text_size));
  if (panel.plot.bars_.size() > 1)
    for (const Plot::Bars& bars : panel.plot.bars_)
      margin = std::max(margin, 48 + room_for(clean(bars.name), text_size));
  if (panel.colour)
    margin =
        std::max({margin, 56 + widest(*panel.colour), 30 + room_for(clean(panel.plot.heat_->colour.label), text_size)});
  return std::min(margin, widest_margin);
}

PlotScript::PlotScript(const Plot& plot, std::string_view format) {
  if (format != "svg" && format != "png" && format != "pdf")
    throw FileError(fmt::format("plot: \"{}\" is not a plot's format; choose svg, png or pdf", clean(format)));
  std::vector<Panel> panels;
  panels.push_back(panel(plot));
  for (const Plot& below : plot.below_) panels.push_back(panel(below));

  double left = 0;
  for (const Panel& p : panels) left = std::max(left, left_margin(p));
  for (Panel& p : panels) {
    p.area.left = left;
    p.area.right = width - right_margin(p);
    p.area.top = height_ + (p.plot.title_.empty() ? 14 : 40) + (p.plot.y_.label.empty() ? 0 : 26);
    p.area.bottom = p.area.top + (panels.size() > 1 ? area_height_of_several : area_height);
    double below = 30 + (p.plot.x_.label.empty() ? 0 : 22);
    if (!p.plot.x_.names.empty()) {
      const double slot = (p.area.right - p.area.left) / static_cast<double>(p.plot.x_.names.size());
      p.slanted = widest(p.x) > slot - 4;
      if (p.slanted) below += std::min(widest_slanted, widest(p.x)) * 0.6;
    }
    if (!left_out(p).empty()) below += 20;
    height_ = p.y_end = p.area.bottom + below;
  }
  terminal(format);
  for (const Panel& p : panels) draw(p);
  text_ += "unset multiplot\n";
}

// ---- Words of gnuplot's language ----

void PlotScript::terminal(std::string_view format) {
  const std::string font = fmt::format("font \"{},{}\"", style::font, text_size);
  say("set encoding utf8");
  if (format == "svg")
    say(fmt::format("set terminal svg size {},{:.0f} enhanced {} background rgb \"white\"", width, height_, font));
  else if (format == "png")  // twice as many pixels, for sharp screens
    say(fmt::format(
        "set terminal pngcairo size {},{:.0f} enhanced {} fontscale 1.5 linewidth 2 pointscale 2 background rgb "
        "\"white\"",
        2 * width, 2 * height_, font));
  else
    say(fmt::format(
        "set terminal pdfcairo size {:.4f}in,{:.4f}in enhanced {} fontscale 0.75 linewidth 0.75 pointscale 0.75",
        width / 96, height_ / 96, font));
  say("set multiplot");
}

void PlotScript::label(const Spot& at, const char* align, const std::string& text, std::string_view colour, double size,
                       const char* more) {
  say(fmt::format("set label {} {} at screen {:.6f},{:.6f} {} front noenhanced font \",{}\" textcolor rgb \"{}\" {}",
                  ++labels_, literal(text), at.x / width, 1 - at.y / height_, align, size, colour, more));
}

void PlotScript::block(const std::string& rows) { text_ += fmt::format("$d{} << EOD\n{}EOD\n", ++blocks_, rows); }

void PlotScript::element(const std::string& how) {
  elements_ += fmt::format("{}$d{} {}", elements_.empty() ? "plot " : ", \\\n     ", blocks_, how);
}

// ---- One plot ----

void PlotScript::draw(const Panel& panel) {
  say("reset");
  labels_ = 0;
  elements_.clear();
  axes(panel);
  if (panel.plot.heat_) heat(panel);
  bars(panel);
  levels(panel);
  curves(panel);
  names(panel);
  key(panel);
  if (elements_.empty()) {  // gnuplot does not draw axes alone
    block(fmt::format("{} {}\n", number(panel.x.low()), number(panel.y.low())));
    element("using 1:2 with dots linecolor rgb \"white\" notitle");
  }
  text_ += elements_ + '\n';
}

void PlotScript::axes(const Panel& panel) {
  const Area& area = panel.area;
  say("unset key; set border 0; set tics scale 0 nomirror; set clip two");
  say(fmt::format("set lmargin at screen {:.6f}; set rmargin at screen {:.6f}", area.left / width, area.right / width));
  say(fmt::format("set tmargin at screen {:.6f}; set bmargin at screen {:.6f}", 1 - area.top / height_,
                  1 - area.bottom / height_));
  axis("x", panel.plot.x_, panel.x, panel.slanted);
  axis("y", panel.plot.y_, panel.y, false);
  if (!panel.plot.heat_)
    say(fmt::format("set grid {} ytics back linetype 1 linewidth 1 linecolor rgb \"{}\"",
                    panel.plot.bars_.empty() ? "xtics" : "", style::panel_border));

  double y = area.top - 16;
  if (!panel.plot.y_.label.empty()) {
    label({12, y - 4}, "left", fitted(panel.plot.y_.label, text_size, area.right - 12), style::muted);
    y -= 26;
  }
  label({12, y - 6}, "left", fitted(panel.plot.title_, title_size, width - 24), style::ink, title_size);
  double below = panel.y_end;
  if (const std::string text = left_out(panel); !text.empty())
    label({12, (below -= 20) + 8}, "left", fitted(text, tick_size, width - 24), style::muted, tick_size);
  label({(area.left + area.right) / 2, below - 16}, "center", fitted(panel.plot.x_.label, text_size, width - 24),
        style::muted);
}

void PlotScript::axis(const char* name, const Axis& axis, const Ruler& ruler, bool slanted) {
  say(fmt::format("set {}range [{}:{}] noextend", name, number(ruler.low()), number(ruler.high())));
  if (axis.scale == Scale::log) say(fmt::format("set logscale {} 10", name));
  std::string ticks;
  std::size_t stride = 1;  // of names, so that they do not touch
  if (!axis.names.empty()) stride = 1 + axis.names.size() / (*name == 'x' ? 40 : 24);
  for (std::size_t i = 0; i < ruler.ticks().size(); i += stride) {
    const Tick& tick = ruler.ticks()[i];
    const double room = slanted ? widest_slanted : widest_margin - 22;
    std::string text;  // in a tick, % begins a format
    for (const char c : axis.names.empty() ? tick.text : fitted(tick.text, tick_size, room))
      text += c == '%' ? "%%" : std::string(1, c);
    ticks += fmt::format("{}{} {}", ticks.empty() ? "" : ", ", literal(text), number(tick.at));
  }
  say(fmt::format("set {}tics {} font \",{}\" textcolor rgb \"{}\" {} ({})", name,
                  axis.names.empty() ? "enhanced" : "noenhanced", tick_size,
                  axis.names.empty() ? style::muted : style::ink, slanted ? "rotate by 35 right" : "norotate", ticks));
}

// "Left out: 2 points of LSTM": what the axes cannot show.
std::string PlotScript::left_out(const Panel& panel) {
  std::string text;
  const auto note = [&](std::size_t n, std::size_t all, const std::string& name) {
    if (n > 0 || all == 0)
      text += fmt::format("{}{} of {}", text.empty() ? "Left out, as the axes cannot show them: " : ", ",
                          n == all ? "all" : std::to_string(n), clean(name, 30));
  };
  for (const Plot::Curve& curve : panel.plot.curves_) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < curve.xs.size(); ++i) n += !panel.shows(curve.xs[i], curve.ys[i]);
    note(n, curve.xs.size(), curve.name);
  }
  for (const Plot::Bars& bars : panel.plot.bars_)
    note(static_cast<std::size_t>(
             std::count_if(bars.heights.begin(), bars.heights.end(), [&](double v) { return !panel.y.shows(v); })),
         bars.heights.size(), bars.name);
  if (panel.plot.heat_) {
    const auto& values = panel.plot.heat_->values;
    const auto n = std::count_if(values.begin(), values.end(), [&](double v) { return !panel.colour->shows(v); });
    if (n > 0)
      text += fmt::format("{}{} without a number {} grey", text.empty() ? "" : "; ",
                          n == 1 ? "1 cell" : fmt::format("{} cells", n), n == 1 ? "is" : "are");
  }
  return text;
}

}  // namespace unroll::graphs
