#include "graphs/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "autograd/file.hpp"
#include "graphs/plot_script.hpp"
#include "graphs/process.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

constexpr auto longest = std::chrono::seconds(60);
constexpr Index most_cells = 250'000;

bool is_colour(const std::string& text) {
  return text.size() == 7 && text[0] == '#' && text.find_first_not_of("0123456789abcdefABCDEF", 1) == text.npos;
}

std::vector<double> counted(Index n) {
  std::vector<double> numbers;
  for (Index i = 1; i <= n; ++i) numbers.push_back(static_cast<double>(i));
  return numbers;
}

// gnuplot gives an SVG its own name as a title, which browsers show, and each curve that has no name a number.
std::string with_title(std::string svg, const std::string& title) {
  const auto cut = [&](std::string_view begin, std::string_view end, const std::string& instead, std::size_t from) {
    const auto at = svg.find(begin, from);
    if (at == svg.npos) return svg.npos;
    const auto stop = svg.find(end, at + begin.size());
    if (stop == svg.npos) return svg.npos;
    svg.replace(at, stop + end.size() - at, instead);
    return at;
  };
  cut("<title>", "</desc>", fmt::format("<title>{}</title>", markup(title, 100)), 0);
  for (std::size_t at = 0; at != svg.npos;) at = cut("<title>gnuplot_plot_", "</title>", "", at);
  return svg;
}

// gnuplot writes each cell of a heat map as a polygon of four points; a path says the same in half the space.
std::string with_short_cells(const std::string& svg) {
  std::string result;
  for (std::size_t at = 0; at < svg.size();) {
    const std::size_t end = std::min(svg.find('\n', at), svg.size());
    const std::string line = svg.substr(at, end - at);
    int red, green, blue;
    double x[4], y[4];
    const bool polygon =
        std::sscanf(line.c_str(), " <polygon fill = 'rgb(%d,%d,%d)' points = '%lf,%lf %lf,%lf %lf,%lf %lf,%lf '/>",
                    &red, &green, &blue, &x[0], &y[0], &x[1], &y[1], &x[2], &y[2], &x[3], &y[3]) == 11;
    if (polygon && y[0] == y[1] && x[1] == x[2] && y[2] == y[3] && x[3] == x[0])
      result += fmt::format("<path fill='#{:02x}{:02x}{:02x}' d='M{},{}H{}V{}H{}z'/>\n", red, green, blue, x[0], y[0],
                            x[1], y[2], x[0]);
    else
      result += line + '\n';
    at = end + 1;
  }
  return result;
}

// Whether an installed font has the character. gnuplot would draw one that none has as a box over the whole picture; a
// browser that shows an SVG has fonts of its own.
bool has_font(char32_t character) {
  try {
    return !output_of({"fc-list", fmt::format(":charset={:x}", static_cast<unsigned>(character))}, "", longest).empty();
  } catch (const MissingProgram&) {
    return true;
  }
}

// The text, with ? for each character beyond the Latin alphabet that no font has.
std::string with_fonts(const std::string& text) {
  std::string result;
  const std::string whole = clean(text, 400);
  for (std::size_t i = 0; i < whole.size();) {
    const auto lead = static_cast<unsigned char>(whole[i]);
    const std::size_t n = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t character = n == 1 ? lead : lead & (0xFFu >> (n + 1));
    for (std::size_t j = 1; j < n; ++j) character = character << 6 | (static_cast<unsigned char>(whole[i + j]) & 0x3Fu);
    result += character < 0x250 || has_font(character) ? whole.substr(i, n) : std::string(1, '?');
    i += n;
  }
  return result;
}

}  // namespace

Plot::Plot(std::string title, Axis x, Axis y) : title_(std::move(title)), x_(std::move(x)), y_(std::move(y)) {}

void Plot::curve(Curve::Kind kind, std::string name, std::vector<double> xs, std::vector<double> ys,
                 std::string colour) {
  if (xs.size() != ys.size())
    throw Error(
        fmt::format("plot: \"{}\" has {} xs and {} ys; give one y for each x", clean(name), xs.size(), ys.size()));
  if (!colour.empty() && !is_colour(colour))
    throw Error(fmt::format("plot: \"{}\" is no colour for \"{}\"; write it as #2B6CB0", clean(colour), clean(name)));
  curves_.push_back({kind, std::move(name), std::move(xs), std::move(ys), std::move(colour)});
}

void Plot::line(std::string name, std::vector<double> xs, std::vector<double> ys, std::string colour) {
  curve(Curve::Kind::line, std::move(name), std::move(xs), std::move(ys), std::move(colour));
}
void Plot::guide(std::string name, std::vector<double> xs, std::vector<double> ys) {
  curve(Curve::Kind::guide, std::move(name), std::move(xs), std::move(ys), "");
}
void Plot::points(std::string name, std::vector<double> xs, std::vector<double> ys) {
  curve(Curve::Kind::points, std::move(name), std::move(xs), std::move(ys), "");
}

void Plot::level(std::string name, double y) { levels_.push_back({std::move(name), y, false}); }
void Plot::upright(std::string name, double x) { levels_.push_back({std::move(name), x, true}); }

void Plot::bars(std::string name, std::vector<double> heights) {
  if (!x_.names.empty() && x_.names.size() != heights.size())
    throw Error(fmt::format("plot: the bars \"{}\" are {}, and the axis \"{}\" has names for {}; give as many",
                            clean(name), heights.size(), clean(x_.label), x_.names.size()));
  bars_.push_back({std::move(name), std::move(heights)});
}

void Plot::heat(const Array& values, Axis colour, Colours colours) {
  if (values.rank() != 2)
    throw ShapeError(
        fmt::format("plot: a heat map needs rows and columns, not {}; reshape it", to_string(values.shape())));
  if (y_.names.empty() && !y_.low && !y_.high) {  // row 1 on top
    y_.low = static_cast<double>(values.dim(0)) + 0.5;
    y_.high = 0.5;
  } else if (!y_.names.empty()) {
    y_.low.emplace(static_cast<double>(values.dim(0)) + 0.5);
    y_.high.emplace(0.5);
  }
  heat(values, counted(values.dim(1)), counted(values.dim(0)), std::move(colour), colours);
}

void Plot::heat(const Array& values, std::vector<double> xs, std::vector<double> ys, Axis colour, Colours colours) {
  if (heat_)
    throw Error("plot: there is a heat map already; make a second plot and put it under this one with above()");
  if (values.rank() != 2 || values.size() == 0 || values.size() > most_cells ||
      values.dim(0) != static_cast<Index>(ys.size()) || values.dim(1) != static_cast<Index>(xs.size()))
    throw ShapeError(fmt::format("plot: a heat map of {} with {} xs and {} ys; it needs (ys, xs), and 1 to {} entries",
                                 to_string(values.shape()), xs.size(), ys.size(), most_cells));
  const auto check = [](const Axis& axis, const std::vector<double>& at) {
    for (std::size_t i = 0; i < at.size(); ++i)
      if (!Ruler::shows(axis.scale, at[i]) || (i > 0 && (at[i] == at[i - 1] || (at[i] > at[i - 1]) != (at[1] > at[0]))))
        throw Error(
            fmt::format("plot: on the axis \"{}\" the heat map's places must rise or fall all the way; "
                        "number {} is {}",
                        clean(axis.label), i + 1, at[i]));
  };
  check(x_, xs);
  check(y_, ys);
  const auto numbers = values.numbers();
  heat_ = Heat{{numbers.begin(), numbers.end()}, std::move(xs), std::move(ys), std::move(colour), colours};
}

void Plot::above(Plot other) {
  std::vector<Plot> lower = std::move(other.below_);
  other.below_.clear();
  below_.push_back(std::move(other));
  below_.insert(below_.end(), lower.begin(), lower.end());
}

Plot Plot::in_installed_fonts() const {
  Plot plot = *this;
  const auto axis = [](Axis& a) {
    a.label = with_fonts(a.label);
    for (std::string& name : a.names) name = with_fonts(name);
  };
  plot.title_ = with_fonts(plot.title_);
  axis(plot.x_), axis(plot.y_);
  if (plot.heat_) axis(plot.heat_->colour);
  for (Curve& curve : plot.curves_) curve.name = with_fonts(curve.name);
  for (Level& level : plot.levels_) level.name = with_fonts(level.name);
  for (Bars& bars : plot.bars_) bars.name = with_fonts(bars.name);
  for (Plot& below : plot.below_) below = below.in_installed_fonts();
  return plot;
}

std::string Plot::render(std::string_view format) const {
  const std::string script = PlotScript(format == "svg" ? *this : in_installed_fonts(), format).text();
  try {
    // Without the user's own settings, so that a plot looks the same everywhere.
    std::string picture = output_of({"gnuplot", "--default-settings", "-"}, script, longest);
    return format == "svg" ? with_short_cells(with_title(std::move(picture), title_)) : picture;
  } catch (const MissingProgram&) {
    throw FileError("plot: gnuplot draws the plots, and is not installed: apt-get install gnuplot-nox");
  }
}

std::vector<std::filesystem::path> Plot::save(const std::filesystem::path& path,
                                              const std::vector<std::string>& formats) const {
  std::vector<std::filesystem::path> written;
  for (const std::string& format : formats) {
    std::filesystem::path target = path;
    target += "." + format;
    write_file(target, render(format));
    written.push_back(target);
  }
  return written;
}

}  // namespace unroll::graphs
