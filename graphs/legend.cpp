#include "graphs/legend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

class Legend {
 public:
  Legend(Canvas& canvas, double x, double y) : canvas_(canvas), x_(x), y_(y) {}

  double x() const { return x_; }

  // A box or a circle as in the picture, and what it stands for.
  void swatch(double width, double height, std::string_view shape, std::string_view style, std::string_view fill,
              std::string_view border, const std::string& words) {
    box(x_, y_, width, height,
        {{"shape", std::string(shape)},
         {"style", quoted(style)},
         {"fillcolor", quoted(fill)},
         {"color", quoted(border)}});
    x_ += width + 6;
    say(words);
  }

  // Strokes on top of each other; a first attribute `dir` means one without an arrowhead.
  void line(const std::vector<Attributes>& strokes, const std::string& words) {
    constexpr double width = 40;
    const std::string a = point(x_), b = point(x_ + width);
    const std::vector<Point> curve{{x_, y_}, {x_ + width / 3, y_}, {x_ + width * 2 / 3, y_}, {x_ + width, y_}};
    for (Attributes stroke : strokes) {
      const bool plain = stroke.front().name == "dir";
      stroke.push_back({"pos", plain ? plain_spline(short_of_tip(curve)) : arrow_spline(curve, 0.65)});
      canvas_.add_edge(a, b, stroke);
    }
    x_ += width + 6;
    say(words);
  }

  void say(const std::string& words) { x_ += canvas_.note(x_, y_, words, 9.5, style::muted, Align::left) + 18; }

  void scale(double x, const Heat& heat) {
    canvas_.note(x + 58, y_ + 15, "gradient norm (log)", 8.5, style::muted, Align::centre);
    for (std::size_t i = 0; i < style::heat.size(); ++i)
      box(x + 13 * static_cast<double>(i), y_, 13, 12,
          {{"shape", "box"},
           {"style", "filled"},
           {"fillcolor", quoted(style::heat[i])},
           {"color", quoted(style::heat[i])}});
    canvas_.note(x, y_ - 14, short_number(heat.low()), 8.5, style::muted, Align::left);
    canvas_.note(x + 117, y_ - 14, short_number(heat.high()), 8.5, style::muted, Align::right);
  }

 private:
  void box(double left, double y, double width, double height, Attributes attributes) {
    attributes.insert(attributes.begin(), {"label", quoted("")});
    canvas_.add(fmt::format("k{}", keys_++), {left + width / 2, y, width, height}, std::move(attributes));
  }
  std::string point(double x) {
    const std::string id = fmt::format("k{}", keys_++);
    canvas_.add(id, {x, y_, 1, 1}, {{"label", quoted("")}, {"shape", "point"}, {"style", "invis"}});
    return id;
  }

  Canvas& canvas_;
  double x_, y_;
  int keys_ = 0;
};

}  // namespace

void draw_legend(Canvas& canvas, const View& view, const Layout& layout, const Heat* heat, const Used& used) {
  std::set<Look> looks;
  bool parameter = false, data = false, kept = false;
  for (const Item& i : view.items()) {
    if (i.look == Look::leaf)
      (i.reference ? kept : i.parameter ? parameter : data) = true;
    else
      looks.insert(i.look);
  }
  Legend legend(canvas, layout.bounds.left(), canvas.bottom() - 34);
  const std::string_view box = "rounded,filled", op_fill = heat ? style::heat[3] : "#FFFFFF";
  if (data) legend.swatch(16, 16, "circle", "filled", style::data_fill, style::data, "input");
  if (looks.count(Look::op) || looks.count(Look::pointwise))
    legend.swatch(26, 15, "box", box, op_fill, style::ink,
                  !heat            ? "operation"
                  : view.scalars() ? "operation; its value, and ∂ its gradient"
                                   : "operation; number = ‖∂L/∂output‖");
  if (looks.count(Look::state))
    legend.swatch(30, 15, "box", box, op_fill, style::ink, heat ? "state, filled by ‖∂L/∂state‖" : "state");
  if (looks.count(Look::rail))
    legend.swatch(34, 10, "box", box, style::parameter_fill, style::parameter,
                  heat ? "one shared parameter; number on a tap = that step’s share of its gradient"
                       : "one shared parameter, tapped at every use");
  else if (parameter)
    legend.swatch(26, 15, "box", box, style::parameter_fill, style::parameter, "parameter");
  if (looks.count(Look::sum))
    legend.swatch(34, 10, "box", box, style::heat[0], style::sum,
                  "sum of one addend from each step; number = the addend’s norm");
  if (kept)
    legend.swatch(16, 16, "circle", "filled,dashed", style::data_fill, style::data,
                  "value of the forward pass, read again");
  if (used.halo)
    legend.line(
        {{{"dir", "none"}, {"color", quoted(style::heat[5])}, {"penwidth", "7"}}, {{"color", quoted(style::ink)}}},
        view.scalars() ? "value forward, gradient halo back; number = what came back"
                       : "value forward, gradient halo back");
  if (used.arc)
    legend.line({{{"color", quoted(style::heat[6])}, {"penwidth", "4"}}},
                "gradient on its way back, × = gain of the step");
  if (looks.count(Look::cell)) legend.swatch(30, 15, "box", box, "#FFFFFF", style::ink, "all steps: the same cell");
  if (looks.count(Look::delay))
    legend.swatch(26, 15, "box", "filled", style::ink, style::ink, "hands the state to the next step");
  if (looks.count(Look::stub)) legend.say("⋯ more of the graph, not drawn");
  if (used.zero) legend.line({{{"style", "dashed"}, {"color", quoted(style::muted)}}}, "gradient exactly 0");
  if (heat)
    legend.scale(std::max(legend.x() + 20, layout.bounds.right() - 120), *heat);
  else if (!looks.count(Look::sum))
    legend.say("no backward pass was traced: no gradients shown");
}

}  // namespace unroll::graphs
