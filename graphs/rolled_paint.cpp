#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "graphs/item_size.hpp"
#include "graphs/rolled.hpp"
#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

constexpr int most_squares = 60;
constexpr double square = 17, between_squares = 1.5;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

void paint_cell(Canvas& canvas, const std::string& id, const Box& box, const Item& item, const std::string& tooltip) {
  std::string label = fmt::format("<FONT POINT-SIZE=\"22\"><B>{}</B></FONT>", html_names(item.label, 22));
  for (const std::string& line : lines_of(item.note))
    label += fmt::format("<BR/><FONT POINT-SIZE=\"12\">{}</FONT>", html_names(line, 12));
  canvas.add(id, box,
             {{"label", "<" + label + ">"},
              {"id", quoted(id)},
              {"class", quoted("cell")},
              {"shape", "box"},
              {"style", quoted("rounded,filled")},
              {"fillcolor", quoted("#FFFFFF")},
              {"color", quoted(style::ink)},
              {"fontcolor", quoted(style::ink)},
              {"penwidth", "2"},
              {"tooltip", quoted(tooltip)}});
}

void paint_delay(Canvas& canvas, const std::string& id, const Box& box, const Item& item) {
  canvas.add(id, box,
             {{"label", "<<FONT POINT-SIZE=\"10\">one step</FONT><BR/><FONT POINT-SIZE=\"13\"><B>delay</B></FONT>>"},
              {"id", quoted(id)},
              {"class", quoted("delay")},
              {"shape", "box"},
              {"style", "filled"},
              {"fillcolor", quoted(style::ink)},
              {"color", quoted(style::ink)},
              {"fontcolor", quoted("#FFFFFF")},
              {"tooltip", quoted("holds " + item.label + " while the next step is computed")}});
  const double x = box.right() + 38;
  canvas.note(x, box.y + 11, item.label, 13, style::ink, Align::centre, html_names(item.label, 13));
  if (!item.note.empty())
    canvas.note(x, box.y - 9, "first " + item.note, 8.5, style::muted, Align::centre,
                "first " + html_names(item.note, 8.5));
}

int steps_in_square(int steps) { return (steps + most_squares - 1) / most_squares; }

void paint_turns(Canvas& canvas, const View& view, const Layout& layout, const Heat* heat) {
  for (std::size_t l = 0; l < layout.links.size(); ++l) {
    const std::vector<Point>& way = layout.links[l].arc;
    if (way.empty() || !heat) continue;
    const Link& link = view.links()[l];
    canvas.add_edge(fmt::format("v{}", link.to), fmt::format("v{}", link.from),
                    {{"id", quoted(fmt::format("g{}", l))},
                     {"class", quoted("grad")},
                     {"color", quoted(style::heat[5])},
                     {"penwidth", "1.8"},
                     {"style", "dashed"},
                     {"tooltip", quoted("gradient, once for every step")},
                     {"pos", arrow_spline(way, 0.9)}});
    std::string what;
    std::size_t steps = 0;
    for (const Turns& t : view.turns())
      if (t.lane == view.items()[at(link.from)].lane) {
        what += (what.empty() ? "∂L/∂" : ", ∂L/∂") + t.field;
        steps = std::max(steps, t.norms.size());
      }
    double top = way.front().y, left = way.front().x, right = left;
    for (const Point& p : way) top = std::max(top, p.y), left = std::min(left, p.x), right = std::max(right, p.x);
    canvas.note((left + right) / 2, top, fmt::format("{} back, {} times", what, steps), 11, style::shrinks,
                Align::centre, "", true, fmt::format("times of-e{}", l));
  }
  for (std::size_t i = 0; i < layout.items.size(); ++i)
    if (view.items()[i].look == Look::cell && view.lanes().size() > 1)
      canvas.note(layout.items[i].left() + 6, layout.items[i].top() - 10,
                  clean(view.lanes()[at(view.items()[i].lane)].name, 30), 9, style::muted, Align::left);
  if (!heat) return;

  const auto squares_of = [](std::size_t n) {
    const int steps = static_cast<int>(n), in_one = steps_in_square(steps);
    return (steps + in_one - 1) / in_one;
  };
  int most = 1;
  for (const Turns& turns : view.turns()) most = std::max(most, squares_of(turns.norms.size()));
  const double left = std::min(layout.bounds.left(), layout.bounds.x - most * (square + between_squares) / 2);
  const double width = std::max(square, std::min(40.0, layout.bounds.width / most - between_squares));
  for (std::size_t s = 0; s < view.turns().size(); ++s) {
    const Turns& turns = view.turns()[s];
    const int steps = static_cast<int>(turns.norms.size()), in_one = steps_in_square(steps),
              squares = squares_of(turns.norms.size());
    const std::string unit = in_one > 1 ? fmt::format("; a square is the largest of {} steps", in_one) : "";
    const std::string& lane = view.lanes()[at(turns.lane)].name;
    const double top = canvas.bottom() - 26;
    canvas.note(left, top,
                fmt::format("‖∂L/∂{}‖ at every turn of the loop{}{}", turns.field,
                            view.lanes().size() > 1 && !lane.empty() ? " of " + clean(lane, 40) : "", unit),
                11, style::muted, Align::left);
    for (int k = 0; k < squares; ++k) {
      const int first = k * in_one + 1, last = std::min(steps, first + in_one - 1);
      std::optional<double> norm;
      for (int t = first; t <= last; ++t)
        if (const auto n = turns.norms[at(t - 1)]) norm = std::max(norm.value_or(0), *n);
      const double x = left + k * (width + between_squares) + width / 2;
      const std::string time = first == last ? fmt::format("t = {}", first) : fmt::format("t = {} … {}", first, last);
      const std::string number = norm ? short_number(*norm) : "not traced";
      canvas.add(fmt::format("turn{}_{}", s, k), {x, top - 36, width, square},
                 {{"label", quoted("")},
                  {"id", quoted(fmt::format("turn{}_{}", s, k))},
                  {"class", quoted("turn")},
                  {"shape", "box"},
                  {"style", quoted(norm && *norm > 0 ? "filled" : "dashed")},
                  {"fillcolor", quoted(norm ? heat->fill(*norm) : "#FFFFFF")},
                  {"color", quoted(style::panel_border)},
                  {"tooltip", quoted(time + ": " + number)}});
      // At both ends and, where there is room, at the thirds.
      const int third = squares / 3;
      const bool told = k == 0 || k + 1 == squares || (squares >= 12 && (k == third || k == 2 * third));
      if (!told) continue;
      canvas.note(x, top - 20, number, 9.5, style::ink, Align::centre, "", false, fmt::format("of-turn{}_{}", s, k));
      canvas.note(x, top - 52, fmt::format("t = {}", k + 1 == squares ? last : first), 9.5, style::muted,
                  Align::centre);
    }
  }
}

}  // namespace unroll::graphs
