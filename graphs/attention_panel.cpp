#include "graphs/attention_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "graphs/colours.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

constexpr int most_cells = 4096;
constexpr double margin = 14, between = 30, header = 44, labels = 18;

// What a matrix and its arcs take, from their left and from under the header.
struct Extent {
  double cell_width, cell_height, spacing;  // spacing of positions
  double matrix_width, matrix_height, arcs_width, arc_height;
  double words;
  double width() const { return std::max(words, labels + matrix_width + (arcs_width > 0 ? between + arcs_width : 0)); }
  double height() const { return header + std::max(labels + matrix_height, 2 * arc_height + 24); }
};

bool is_written_out(const AttentionMatrix& m) { return m.keys <= 8 && m.queries <= 12; }
bool is_too_large(const AttentionMatrix& m) { return m.queries * m.keys > most_cells; }

std::string where(const AttentionMatrix& m) {
  std::string words = m.module.empty() ? "attention" : clean(m.module);
  if (m.heads > 1) words += fmt::format(", head {} of {}", m.head + 1, m.heads);
  return words;
}

std::string axes(const AttentionMatrix& m) {
  std::string words = m.in_time     ? "row = step t, column = step that it reads"
                      : m.to_itself ? "row = position, column = position that it reads"
                                    : "row = query, column = key";
  if (m.batches > 1) words += fmt::format("; entry {} of a batch of {}", m.batch + 1, m.batches);
  return words;
}

Extent extent_of(const AttentionMatrix& m) {
  Extent e{};
  const double side = std::clamp(320.0 / std::max(m.keys, m.queries), 4.0, 14.0);
  e.cell_width = is_written_out(m) ? 30 : side;
  e.cell_height = is_written_out(m) ? 19 : side;
  if (!is_too_large(m)) {
    e.matrix_width = e.cell_width * m.keys;
    e.matrix_height = e.cell_height * m.queries;
    e.spacing = std::clamp(640.0 / m.keys, 10.0, 46.0);
    if (m.to_itself) e.arcs_width = e.spacing * (m.keys - 1) + 24, e.arc_height = 14 + 0.36 * e.spacing * (m.keys - 1);
  }
  e.words = std::max(text_width(where(m), 11), text_width(axes(m), 9)) + 10;
  return e;
}

class MatrixPainter {
 public:
  MatrixPainter(Canvas& canvas, const View& view) : canvas_(canvas), options_(view.attentions().options()) {}

  // With its upper left corner there.
  void draw(const AttentionMatrix& m, const Extent& e, double x, double y, int number) {
    canvas_.note(x, y - 10, where(m), 11, style::ink, Align::left, "<B>" + html(where(m), 100) + "</B>");
    if (is_too_large(m)) {
      canvas_.note(x, y - 26, fmt::format("{} × {}: too many weights to show", m.queries, m.keys), 9, style::muted,
                   Align::left);
      return;
    }
    canvas_.note(x, y - 26, axes(m), 9, style::muted, Align::left);
    const double body = e.height() - header;
    matrix(m, e, x + labels, y - header - labels - (body - labels - e.matrix_height) / 2, number);
    if (e.arcs_width > 0) arcs(m, e, x + labels + e.matrix_width + between + 12, y - header - body / 2, number);
  }

 private:
  // Of cells that small, every fifth is numbered.
  static bool is_numbered(int i, double room) { return room >= 14 || (i + 1) % 5 == 0 || i == 0; }

  void matrix(const AttentionMatrix& m, const Extent& e, double left, double top, int number) {
    canvas_.add(fmt::format("a{}", number),
                {left + e.matrix_width / 2, top - e.matrix_height / 2, e.matrix_width, e.matrix_height},
                {{"label", quoted("")},
                 {"class", quoted("matrix")},
                 {"shape", "box"},
                 {"style", "filled"},
                 {"fillcolor", quoted("#FFFFFF")},
                 {"color", quoted(style::muted)},
                 {"penwidth", "0.6"}});
    for (int key = 0; key < m.keys; ++key)
      if (is_numbered(key, e.cell_width))
        canvas_.note(left + (key + 0.5) * e.cell_width, top + 9, std::to_string(key + 1), 8.5, style::muted,
                     Align::centre);
    for (int query = 0; query < m.queries; ++query) {
      const double y = top - (query + 0.5) * e.cell_height;
      if (is_numbered(query, e.cell_height))
        canvas_.note(left - 3, y, std::to_string(query + 1), 8.5, style::muted, Align::right);
      for (int key = 0; key < m.keys; ++key) {
        const double weight = m(query, key);
        if (weight == 0) continue;
        const std::string value = short_number(weight);
        canvas_.add(fmt::format("a{}_{}_{}", number, query + 1, key + 1),
                    {left + (key + 0.5) * e.cell_width, y, e.cell_width, e.cell_height},
                    {{"label", is_written_out(m) ? quoted(std::isnan(weight) ? value : fmt::format("{:.2f}", weight))
                                                 : quoted("")},
                     {"class", quoted("weight")},
                     {"shape", "box"},
                     {"style", "filled"},
                     {"fillcolor", quoted(weight_colour(weight))},
                     {"penwidth", "0"},
                     {"fontsize", "8.5"},
                     {"fontcolor", quoted(weight > 0.55 ? "#FFFFFF" : style::ink)},
                     {"tooltip", quoted(fmt::format("{} reads {}: {}", query + 1, key + 1, value))}});
      }
    }
  }

  void arcs(const AttentionMatrix& m, const Extent& e, double left, double middle, int number) {
    const double radius = std::min(9.0, e.spacing * 0.4);
    const auto name = [&](int i) { return fmt::format("p{}_{}", number, i + 1); };
    for (int query = 0; query < m.queries; ++query) {
      const auto begin = m.weights.begin() + Index{query} * m.keys;
      const std::vector<double> row(begin, begin + m.keys);
      for (int key : strongest(row, options_.strongest)) {
        if (key == query) continue;
        const double side = key < query ? 1 : -1, a = left + key * e.spacing, b = left + query * e.spacing;
        // They leave a position on its outer side and arrive on its inner, so that two never share an end.
        const double start = a + side * radius * 0.35, tip = b - side * radius * 0.35;
        const double height = middle + side * (radius + 0.48 * std::abs(b - a));
        const std::vector<Point> curve{
            {start, middle + side * radius}, {start, height}, {tip, height}, {tip, middle + side * (radius + 1)}};
        canvas_.add_edge(name(key), name(query),
                         {{"class", quoted("attention")},
                          {"color", quoted(weight_colour(row[static_cast<std::size_t>(key)]))},
                          {"penwidth", coordinate(weight_width(row[static_cast<std::size_t>(key)]))},
                          {"arrowsize", "0.5"},
                          {"tooltip", quoted(fmt::format("{} reads {}: {}", query + 1, key + 1,
                                                         short_number(row[static_cast<std::size_t>(key)])))},
                          {"pos", arrow_spline(curve, 0.5)}});
      }
    }
    for (int i = 0; i < m.keys; ++i)  // filled by what it reads of itself
      canvas_.add(name(i), {left + i * e.spacing, middle, 2 * radius, 2 * radius},
                  {{"label", is_numbered(i, e.spacing) ? quoted(std::to_string(i + 1)) : quoted("")},
                   {"class", quoted("position")},
                   {"shape", "circle"},
                   {"style", "filled"},
                   {"fontsize", "9"},
                   {"penwidth", "1"},
                   {"fillcolor", quoted(m(i, i) == 0 ? "#FFFFFF" : blended(m(i, i)))},
                   {"fontcolor", quoted(m(i, i) > 0.55 ? "#FFFFFF" : style::ink)},
                   {"color", quoted(style::attention)},
                   {"tooltip", quoted(fmt::format("{} reads itself: {}", i + 1, short_number(m(i, i))))}});
  }

  // On white, without transparency.
  static std::string blended(double weight) {
    if (std::isnan(weight)) return std::string(style::missing);
    const auto channel = [&](std::size_t i) {
      const int full = std::stoi(std::string(style::attention.substr(i, 2)), nullptr, 16);
      return static_cast<int>(std::lround(255 + (full - 255) * std::clamp(weight, 0.0, 1.0)));
    };
    return fmt::format("#{:02X}{:02X}{:02X}", channel(1), channel(3), channel(5));
  }

  Canvas& canvas_;
  AttentionOptions options_;
};

}  // namespace

std::string weight_colour(double weight) {
  if (std::isnan(weight)) return std::string(style::missing);
  return fmt::format("{}{:02X}", style::attention, std::lround(255 * std::clamp(weight, 0.0, 1.0)));
}

double weight_width(double weight) { return 0.6 + 5.4 * std::clamp(weight, 0.0, 1.0); }

bool draw_attention(Canvas& canvas, const View& view, const Layout& layout) {
  const auto& matrices = view.attentions().matrices();
  if (matrices.empty()) return false;
  // In rows about as wide as the graph.
  const double room = std::max(1.25 * layout.bounds.width, 700.0);
  struct Place {
    double x, y;
    Extent extent;
  };
  std::vector<Place> places;
  double x = margin, y = 0, row_height = 0, width = 0;
  for (const AttentionMatrix& m : matrices) {
    const Extent extent = extent_of(m);
    if (x > margin && x + extent.width() + margin > room) x = margin, y += row_height + between, row_height = 0;
    places.push_back({x, y, extent});
    x += extent.width() + between;
    width = std::max(width, x - between + margin);
    row_height = std::max(row_height, extent.height());
  }
  const double height = y + row_height + 2 * margin, top = canvas.bottom() - 24, left = layout.bounds.left();
  canvas.add_panel("attention", {left + width / 2, top - height / 2, width, height},
                   {{"id", quoted("attention")},
                    {"label", quoted("")},
                    {"style", quoted("rounded,filled")},
                    {"fillcolor", quoted(style::panel_fill)},
                    {"color", quoted(style::panel_border)}});
  MatrixPainter painter(canvas, view);
  for (std::size_t i = 0; i < places.size(); ++i)
    painter.draw(matrices[i], places[i].extent, left + places[i].x, top - margin - places[i].y, static_cast<int>(i));
  return true;
}

}  // namespace unroll::graphs
