#include "graphs/painted_sequence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "autograd/error.hpp"
#include "autograd/file.hpp"
#include "graphs/canvas.hpp"
#include "graphs/heat.hpp"
#include "graphs/render.hpp"
#include "graphs/style.hpp"

namespace unroll::graphs {

namespace {

// Points.
constexpr double page = 900, narrowest = 420, largest = 20'000;
constexpr double symbol_size = 12, narrowest_cell = 17, widest_cell = 110, cell_height = 20;
constexpr double group_gap = 6, row_gap = 10, below_height = 12, mark_height = 15, bare_mark_height = 6;
constexpr double mark_size = 9, note_size = 9;

// Of text.hpp, and not the std::quoted that <filesystem> brings in.
constexpr auto quoted = [](std::string_view text) { return graphs::quoted(text); };

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// Where a number lies between the ends of the scale.
class ColourScale {
 public:
  explicit ColourScale(const PaintedSequence& s) : log_(s.quantity.scale == Scale::log), colours_(s.colours) {
    if (log_ && colours_ == Colours::signs)
      throw Error("painted sequence: numbers of both signs have no logarithm; choose a linear scale, or other colours");
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double v : s.values)
      if (has_place(v)) low = std::min(low, v), high = std::max(high, v);
    if (low > high) low = log_ ? 0.1 : 0, high = 1;
    if (log_) low = std::max(low, high * 1e-12);  // what is left after rounding is not a gradient
    if (colours_ == Colours::signs) high = std::max(std::abs(low), std::abs(high)), low = -high;
    if (low == high) (low > 0 ? low : high) = log_ ? low / 10 : 0;
    if (low == high) high = 1;
    low_ = s.quantity.low.value_or(low), high_ = s.quantity.high.value_or(high);
    if (!has_place(low_) || !has_place(high_) || low_ >= high_)
      throw Error(fmt::format("painted sequence: the scale of \"{}\" cannot go from {} to {}; {}",
                              clean(s.quantity.label), short_number(low_), short_number(high_),
                              log_ ? "a logarithmic one needs positive ends, the lower one first"
                                   : "give two numbers, the lower one first"));
    for (const double v : s.values)
      if (has_place(v)) below_ = below_ || v < low_ * (1 - 1e-12), above_ = above_ || v > high_ * (1 + 1e-12);
  }

  bool has_place(double v) const { return std::isfinite(v) && std::abs(v) < 1e300 && (!log_ || v > 1e-300); }
  bool is_zero(double v) const { return log_ && v == 0; }
  std::string fill(double v) const {
    if (is_zero(v)) return "#FFFFFF";
    if (!has_place(v)) return std::string(style::missing);
    const double place = log_ ? std::log(v / low_) / std::log(high_ / low_) : (v - low_) / (high_ - low_);
    return mixed(style::scale_of(colours_), std::clamp(place, 0.0, 1.0));
  }
  std::string at_place(double place) const { return mixed(style::scale_of(colours_), place); }
  std::string low() const { return (below_ ? "≤ " : "") + short_number(low_); }
  std::string high() const { return (above_ ? "≥ " : "") + short_number(high_); }
  bool shows_zero() const { return colours_ == Colours::signs && low_ == -high_; }
  bool is_log() const { return log_; }

 private:
  bool log_;
  Colours colours_;
  double low_ = 0, high_ = 1;
  bool below_ = false, above_ = false;  // do values lie beyond the ends?
};

void check(const PaintedSequence& s) {
  const std::size_t n = s.symbols.size();
  if (n == 0 || n > at(PaintedSequence::most))
    throw Error(
        fmt::format("painted sequence: {} symbols; it shows 1 to {}, so paint a part of it", n, PaintedSequence::most));
  if (s.values.size() != n)
    throw Error(fmt::format("painted sequence: {} symbols and {} values; give one value for each", n, s.values.size()));
  if (!s.below.empty() && s.below.size() != n)
    throw Error(fmt::format("painted sequence: {} symbols and {} texts below; give one for each, empty where none is",
                            n, s.below.size()));
  if (s.columns < 0 || s.group < 0)
    throw Error(fmt::format("painted sequence: {} symbols a row in groups of {}; give numbers from 1, or 0 for none",
                            s.columns, s.group));
  if (s.marks.size() > at(PaintedSequence::most))
    throw Error(
        fmt::format("painted sequence: {} ranges are marked; at most {} are", s.marks.size(), PaintedSequence::most));
  const Index last = s.first + static_cast<Index>(n) - 1;
  for (const Range& r : s.marks)
    if (r.first < s.first || r.last > last || r.first > r.last)
      throw Error(fmt::format("painted sequence: \"{}\" goes from {} to {}; the positions are {} to {}", clean(r.name),
                              r.first, r.last, s.first, last));
}

// Cut so that it takes at most `room` points.
std::string cut(const std::string& text, double size, double room) {
  std::size_t longest = 60;
  std::string shown = clean(text, longest);
  if (text_width(shown, size) > room) longest = characters(shown).size();
  while (longest > 1 && text_width(shown, size) > room) shown = clean(text, --longest);
  return shown;
}

// Lines of at most this width.
std::vector<std::string> lines_of(const std::string& text, double size, double width) {
  std::vector<std::string> lines;
  std::string word;
  const auto flush = [&] {
    if (word.empty()) return;
    if (lines.empty() || text_width(lines.back() + ' ' + word, size) > width)
      lines.push_back(word);
    else
      lines.back() += ' ' + word;
    word.clear();
  };
  for (const char c : clean(text, 400)) c == ' ' ? flush() : word.push_back(c);
  flush();
  return lines;
}

class SequencePainter {
 public:
  explicit SequencePainter(const PaintedSequence& sequence)
      : s_(sequence), n_(static_cast<Index>(s_.symbols.size())), scale_(s_), canvas_({0, 0, 0, 0}) {
    measure();
  }

  std::string paint() {
    header();
    for (Index from = 0; from < n_; from += columns_) row(from, std::min(from + columns_, n_));
    legend();
    if (-y_ > largest || width_ > largest)
      throw Error(
          fmt::format("painted sequence: {} symbols a row, and the picture would be {:.0f} points wide and "
                      "{:.0f} high, of {:.0f} at most; put {} in a row",
                      columns_, width_, -y_, largest, width_ > largest ? "fewer" : "more"));
    return canvas_.dot();
  }

 private:
  struct Piece {  // of a mark, in one row
    double left, right, text_left, text_width;
    std::string name;
    const Range* range;
  };

  void measure() {
    double widest = narrowest_cell;
    for (const std::string& symbol : s_.symbols)
      widest = std::max(widest, text_width(cut(symbol, symbol_size, widest_cell - 6), symbol_size) + 6);
    cell_ = std::min(widest, widest_cell);
    columns_ = s_.columns;
    if (columns_ == 0) {
      const Index unit = s_.group > 0 ? s_.group : 10;
      const double gap = s_.group > 0 ? group_gap : 0;
      columns_ = static_cast<Index>(page / (cell_ + gap / static_cast<double>(unit)));
      if (columns_ > unit) columns_ -= columns_ % unit;
    }
    columns_ = std::clamp(columns_, Index{1}, n_);
    width_ = std::max(left_of(columns_ - 1, 0) + cell_, narrowest);
  }

  // The left edge of a symbol's cell in the row that begins with `from`.
  double left_of(Index i, Index from) const {
    const Index gaps = s_.group > 0 ? i / s_.group - from / s_.group : 0;
    return static_cast<double>(i - from) * cell_ + static_cast<double>(gaps) * group_gap;
  }

  void header() {
    if (!s_.title.empty()) {
      const std::string title = clean(s_.title, 120);
      left_text(y_ -= 12, title, 18, style::ink, "<B>" + html_names(title, 18) + "</B>");
      y_ -= 14;
    }
    for (const std::string& line : lines_of(s_.sentence, 11, width_)) {
      left_text(y_ -= 8, line, 11, style::muted, html_names(line, 11));
      y_ -= 8;
    }
    y_ -= row_gap;
  }

  // An HTML-like label is centred on its place, however wide it turns out; in a table it begins at the left.
  void left_text(double y, const std::string& plain, double size, std::string_view colour, const std::string& rich) {
    constexpr auto table =
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"0\"><TR>"
        "<TD WIDTH=\"{:.0f}\" ALIGN=\"LEFT\">{}</TD></TR></TABLE>";
    canvas_.note(0, y, plain, size, colour, Align::left, fmt::format(table, text_width(plain, size) + 6, rich));
  }

  void row(Index from, Index to) {
    const double middle = y_ - cell_height / 2;
    canvas_.note(-7, middle, std::to_string(s_.first + from), note_size, style::muted, Align::right);
    for (Index i = from; i < to; ++i) cell(i, left_of(i, from) + cell_ / 2, middle);
    y_ -= cell_height;
    if (!s_.below.empty()) {
      for (Index i = from; i < to; ++i)
        if (const std::string& text = s_.below[at(i)]; !text.empty())
          canvas_.note(left_of(i, from) + cell_ / 2, y_ - 7, cut(text, note_size, 3 * cell_), note_size, style::muted,
                       Align::centre);
      y_ -= below_height;
    }
    marks(from, to);
    y_ -= row_gap;
  }

  void cell(Index i, double x, double y) {
    const double value = s_.values[at(i)];
    const std::string fill = scale_.fill(value), symbol = cut(s_.symbols[at(i)], symbol_size, cell_ - 2);
    const bool zero = scale_.is_zero(value);
    const double inset = zero ? 2 : 0;
    canvas_.add(
        fmt::format("s{}", i + 1), {x, y, cell_ - inset, cell_height - inset},
        {{"label", quoted(symbol)},
         {"id", quoted(fmt::format("s{}", i + 1))},
         {"class", quoted("symbol")},
         {"shape", "box"},
         {"style", quoted(zero ? "filled,dashed" : "filled")},
         {"fillcolor", quoted(fill)},
         {"color", quoted(zero ? style::missing : "#FFFFFF")},
         {"penwidth", "0.8"},
         {"fontsize", coordinate(symbol_size)},
         {"fontcolor", quoted(text_colour_on(fill))},
         {"tooltip", quoted(fmt::format("{}: {}, {}", s_.first + i, clean(s_.symbols[at(i)]), short_number(value)))}});
  }

  // Underlines and names below a row, in as many lines as they need, the first ranges uppermost.
  void marks(Index from, Index to) {
    std::vector<Piece> pieces;
    for (const Range& range : s_.marks) {
      const Index first = range.first - s_.first, last = range.last - s_.first;
      if (first >= to || last < from) continue;
      const bool before = first < from, after = last >= to;
      Piece p{left_of(std::max(first, from), from), left_of(std::min(last, to - 1), from) + cell_, 0, 0, "", &range};
      if (!range.name.empty())
        p.name = (before ? "… " : "") + cut(range.name, mark_size, width_ / 2) + (after ? " …" : "");
      p.text_width = p.name.empty() ? 0 : text_width(p.name, mark_size) + 6;
      const double centred = (p.left + p.right - p.text_width) / 2;
      p.text_left = std::max(0.0, std::min(centred, width_ - p.text_width));
      pieces.push_back(p);
    }
    std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.left < b.left; });
    std::vector<std::vector<const Piece*>> lines;
    std::vector<double> ends;
    for (const Piece& p : pieces) {
      const double left = p.name.empty() ? p.left : std::min(p.left, p.text_left);
      const double right = p.name.empty() ? p.right : std::max(p.right, p.text_left + p.text_width);
      std::size_t k = 0;
      while (k < ends.size() && ends[k] > left + 0.01) ++k;
      if (k == ends.size()) ends.push_back(0), lines.emplace_back();
      ends[k] = right;
      lines[k].push_back(&p);
    }
    const double top = y_ + cell_height + (s_.below.empty() ? 0 : below_height);
    for (const auto& line : lines) {
      bool named = false;
      for (const Piece* p : line) named = named || !p->name.empty();
      for (const Piece* p : line) mark(*p, top);
      y_ -= named ? mark_height : bare_mark_height;
    }
  }

  void mark(const Piece& p, double top) {
    const double middle = (p.left + p.right) / 2, width = p.right - p.left;
    Attributes ink{{"label", quoted("")},
                   {"class", quoted("mark")},
                   {"shape", "box"},
                   {"color", quoted(style::ink)},
                   {"tooltip", quoted(fmt::format("{} to {}: {}", p.range->first, p.range->last, p.range->name))}};
    if (p.range->framed) {
      ink.push_back({"penwidth", "1.6"});
      canvas_.add(fmt::format("m{}", marks_++), {middle, top - cell_height / 2, width, cell_height + 2}, ink);
    } else {
      ink.push_back({"style", "filled"});
      ink.push_back({"fillcolor", quoted(style::ink)});
      ink.push_back({"penwidth", "0"});
      canvas_.add(fmt::format("m{}", marks_++), {middle, y_ - 3.2, width - 3, 1.6}, ink);
    }
    if (!p.name.empty())
      canvas_.note(p.text_left + p.text_width / 2, y_ - 10, p.name, mark_size, style::ink, Align::centre);
  }

  void legend() {
    constexpr double swatch = 13, height = 12;
    constexpr int swatches = 9;
    Index zeros = 0, missing = 0;
    for (const double v : s_.values) zeros += scale_.is_zero(v), missing += !scale_.is_zero(v) && !scale_.has_place(v);
    y_ -= 8;
    if (const std::string name = clean(s_.quantity.label, 60) + (scale_.is_log() ? " (log)" : ""); !name.empty()) {
      left_text(y_, name, note_size, style::muted, html_names(name, note_size));
      y_ -= 15;
    }
    const double middle = y_;
    double x = 0;
    for (int k = 0; k < swatches; ++k, x += swatch)
      key({x + swatch / 2, middle, swatch, height}, scale_.at_place(k / (swatches - 1.0)), "filled");
    y_ -= 14;
    canvas_.note(0, y_, scale_.low(), 8.5, style::muted, Align::left, "", false, "legend");
    if (scale_.shows_zero()) canvas_.note(x / 2, y_, "0", 8.5, style::muted, Align::centre, "", false, "legend");
    canvas_.note(x, y_, scale_.high(), 8.5, style::muted, Align::right, "", false, "legend");
    const auto entry = [&](Index count, const std::string& words, std::string_view fill, const char* look) {
      if (count == 0) return;
      x += 22;
      key({x + 8, middle, 16, height}, fill, look);
      const std::string text = fmt::format("{}: {} symbol{}", words, count, count == 1 ? "" : "s");
      x += 20 + canvas_.note(x + 20, middle, text, note_size, style::muted, Align::left, "", false, "legend");
    };
    entry(zeros, "exactly 0", "#FFFFFF", "filled,dashed");
    entry(missing, "no number", style::missing, "filled");
    y_ -= 8;
  }

  void key(const Box& box, std::string_view fill, const char* look) {
    canvas_.add(fmt::format("k{}", keys_++), box,
                {{"label", quoted("")},
                 {"class", quoted("legend")},
                 {"shape", "box"},
                 {"style", quoted(look)},
                 {"fillcolor", quoted(fill)},
                 {"color", quoted(fill == "#FFFFFF" ? style::missing : fill)},
                 {"penwidth", "0.8"}});
  }

  const PaintedSequence& s_;
  Index n_, columns_ = 1;
  ColourScale scale_;
  Canvas canvas_;
  double cell_ = narrowest_cell, width_ = narrowest, y_ = 0;  // downwards from 0
  int marks_ = 0, keys_ = 0;
};

}  // namespace

std::string PaintedSequence::render(std::string_view format) const {
  check(*this);
  return graphs::render(SequencePainter(*this).paint(), format);
}

std::vector<std::filesystem::path> PaintedSequence::save(const std::filesystem::path& path,
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
