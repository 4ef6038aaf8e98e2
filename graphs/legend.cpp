#include "graphs/legend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

constexpr double text_size = 9.5, row_height = 25, between = 18;
constexpr double scale_width = 117, narrowest = 560;
constexpr double usual = 1.3;  // width of a line

// Entries side by side, in as many rows as the picture's width asks for.
class Legend {
 public:
  explicit Legend(Canvas& canvas) : canvas_(canvas) {}

  struct Sample {
    double width, height;
    std::string_view shape, style, fill, border;
    std::string symbol = {};
  };
  // A box or a circle as in the picture, and what it stands for.
  void swatch(const Sample& sample, const std::string& words) {
    add(sample.width, words, [this, sample](double x, double y) {
      box(x, y, sample.width, sample.height,
          {{"label", sample.symbol.empty() ? quoted("") : "<<B>" + html(sample.symbol) + "</B>>"},
           {"fontsize", "11"},
           {"fontcolor", quoted(text_colour_on(sample.fill))},
           {"shape", std::string(sample.shape)},
           {"style", quoted(sample.style)},
           {"fillcolor", quoted(sample.fill)},
           {"color", quoted(sample.border)}});
    });
  }

  struct Stroke {
    std::string_view colour;
    double width = usual;
    bool arrow = true, dashed = false;
  };
  // Strokes on top of each other. The tip of a wide arrow reaches further than its line.
  void line(const std::vector<Stroke>& strokes, const std::string& words) {
    constexpr double width = 40, reach = 1.5;
    add(width, words, [this, strokes](double x, double y) {
      const std::string a = point(x, y), b = point(x + width, y);
      for (const Stroke& stroke : strokes) {
        const double length = width - (stroke.arrow ? reach * (stroke.width - usual) : 0);
        const std::vector<Point> curve{{x, y}, {x + length / 3, y}, {x + length * 2 / 3, y}, {x + length, y}};
        Attributes attributes;
        if (!stroke.arrow) attributes.push_back({"dir", "none"});
        if (stroke.dashed) attributes.push_back({"style", "dashed"});
        attributes.push_back({"color", quoted(stroke.colour)});
        if (stroke.width != usual) attributes.push_back({"penwidth", coordinate(stroke.width)});
        attributes.push_back({"pos", stroke.arrow ? arrow_spline(curve, 0.65) : plain_spline(short_of_tip(curve))});
        attributes.push_back({"class", quoted("legend")});
        canvas_.add_edge(a, b, std::move(attributes));
      }
    });
  }

  // A text as it stands in the picture, and what it means.
  void text(const std::string& sample, double size, std::string_view colour, const std::string& words) {
    add(text_width(sample, size) + 2, words, [this, sample, size, colour](double x, double y) {
      canvas_.note(x, y, sample, size, colour, Align::left, "", false, "legend");
    });
  }
  void say(const std::string& words) {
    add(-7, words, [](double, double) {});
  }

  void place(double left, double width, const Heat* heat, const std::string& quantity) {
    double x = left, y = canvas_.bottom() - 34;
    width = std::max(width, narrowest);
    // The scale stands at the right end of the first row.
    const double first = heat ? width - scale_width - 30 : width;
    const double top = y;
    bool in_first = true;
    for (const Entry& e : entries_) {
      if (x > left && x + e.width > left + (in_first ? first : width)) {
        x = left, y -= row_height;
        in_first = false;
      }
      e.draw(x, y);
      canvas_.note(x + e.sample + 7, y, e.words, text_size, style::muted, Align::left, "", false, "legend");
      x += e.width + between;
    }
    if (heat) scale(left + width - scale_width, top, *heat, quantity);
  }

 private:
  struct Entry {
    double sample, width;
    std::string words;
    std::function<void(double x, double y)> draw;
  };
  void add(double sample, const std::string& words, std::function<void(double, double)> draw) {
    entries_.push_back({sample, sample + 7 + text_width(words, text_size), words, std::move(draw)});
  }

  void scale(double x, double y, const Heat& heat, const std::string& quantity) {
    canvas_.note(x + scale_width / 2, y + 15, quantity, 8.5, style::muted, Align::centre, "", false, "legend");
    for (std::size_t i = 0; i < style::heat.size(); ++i)
      box(x + 13 * static_cast<double>(i), y, 13, 12,
          {{"label", quoted("")},
           {"shape", "box"},
           {"style", "filled"},
           {"fillcolor", quoted(style::heat[i])},
           {"color", quoted(style::heat[i])}});
    canvas_.note(x, y - 14, short_number(heat.low()), 8.5, style::muted, Align::left, "", false, "legend");
    canvas_.note(x + scale_width, y - 14, short_number(heat.high()), 8.5, style::muted, Align::right, "", false,
                 "legend");
  }

  void box(double left, double y, double width, double height, Attributes attributes) {
    attributes.push_back({"class", quoted("legend")});
    canvas_.add(fmt::format("k{}", keys_++), {left + width / 2, y, width, height}, std::move(attributes));
  }
  std::string point(double x, double y) {
    const std::string id = fmt::format("k{}", keys_++);
    canvas_.add(id, {x, y, 1, 1}, {{"label", quoted("")}, {"shape", "point"}, {"style", "invis"}});
    return id;
  }

  Canvas& canvas_;
  std::vector<Entry> entries_;
  int keys_ = 0;
};

// What the signs in labels mean: those of a circle, and those within a text.
const std::vector<std::pair<std::string, std::string>>& circles() {
  static const std::vector<std::pair<std::string, std::string>> all{
      {"+", "sum"}, {"−", "difference"}, {"⊙", "product, entry by entry"}, {"Σ", "sum of all that come in"}};
  return all;
}
const std::vector<std::pair<std::string, std::string>>& signs() {
  static const std::vector<std::pair<std::string, std::string>> all{
      {"σ", "sigmoid"}, {"A·B", "matrix product"}, {"δ", "a gradient"}, {"ᵀ", "transposed"}};
  return all;
}

}  // namespace

void draw_legend(Canvas& canvas, const View& view, const Layout& layout, const Used& used,
                 const LegendOptions& options) {
  const Heat* heat = options.heat;
  const bool gradients = heat && options.gradients;
  std::set<Look> looks;
  std::set<std::string> symbols;
  std::string labels;
  bool parameter = false, data = false, kept = false, start = false;
  for (const Item& i : view.items()) {
    labels += i.label + (i.look == Look::state ? i.note : "") + " ";
    if (i.look == Look::pointwise || i.look == Look::op) symbols.insert(i.label);
    if (i.look != Look::leaf) {
      looks.insert(i.look);
      continue;
    }
    const bool state = view.snapshot().nodes()[static_cast<std::size_t>(i.node)].role == Role::state;
    const bool hot = state && gradients && i.gradient.value_or(0) > 0;
    (i.reference ? kept : i.parameter ? parameter : hot ? start : data) = true;
  }

  Legend legend(canvas);
  const std::string_view box = "rounded,filled", hot_fill = heat ? style::heat[3] : "#FFFFFF";
  const std::string number = clean(options.quantity, 40);
  if (data) legend.swatch({16, 16, "circle", "filled", style::data_fill, style::data}, "input");
  if (start) legend.swatch({16, 16, "circle", "filled", hot_fill, style::ink}, "the state before");
  if (looks.count(Look::op) || looks.count(Look::pointwise))
    legend.swatch({26, 15, "box", box, hot_fill, style::ink}, !heat        ? "operation"
                                                              : !gradients ? "operation, filled by " + number
                                                              : view.scalars()
                                                                  ? "operation; its value, and ∂ its gradient"
                                                                  : "operation; number = ‖∂L/∂output‖");
  for (const auto& [sign, words] : circles())
    if (symbols.count(sign)) legend.swatch({18, 18, "circle", "filled", "#FFFFFF", style::ink, sign}, words);
  for (const auto& [sign, words] : signs())
    if (labels.find(sign == "A·B" ? "·" : sign) != std::string::npos) legend.text(sign, 12, style::ink, words);
  if (looks.count(Look::state))
    legend.swatch({30, 15, "box", box, hot_fill, style::ink}, gradients ? "state, filled by ‖∂L/∂state‖"
                                                              : heat    ? "state, filled by " + number
                                                                        : "state");
  if (looks.count(Look::loss)) legend.swatch({16, 16, "circle", "filled", style::ink, style::ink}, "loss");
  if (looks.count(Look::rail))
    legend.swatch({34, 10, "box", box, style::parameter_fill, style::parameter},
                  gradients ? "one shared parameter; number on a tap = that step’s share of its gradient"
                            : "one shared parameter, tapped at every use");
  else if (parameter)
    legend.swatch({26, 15, "box", box, style::parameter_fill, style::parameter}, "parameter");
  if (looks.count(Look::sum))
    legend.swatch({34, 10, "box", box, style::heat[0], style::sum},
                  "sum of one addend from each step; number = the addend’s norm");
  if (kept)
    legend.swatch({16, 16, "circle", "filled,dashed", style::data_fill, style::data},
                  "value of the forward pass, read again");
  if (!layout.panels.empty()) legend.swatch({26, 15, "box", box, style::panel_fill, style::panel_border}, "time step");
  if (looks.count(Look::fold))
    legend.swatch({26, 15, "box", "rounded,filled,dashed", style::panel_fill, style::panel_border},
                  gradients ? "steps not drawn; × = gain over all of them" : "steps not drawn");
  if (used.halo) legend.line({{style::heat[5], 8, false}, {style::ink}}, "value forward, gradient halo back");
  if (used.counted_elsewhere) legend.say("without a halo: counted in that of another arrow from there");
  if (used.halo && view.scalars()) legend.text("0.5", 8.5, style::shrinks, "what came back along an arrow");
  if (used.arc) legend.line({{style::heat[6], 4}}, "gradient on its way back");
  const bool rolled = view.level() == Level::rolled;
  if (rolled && gradients)
    legend.line({{style::heat[5], 1.8, true, true}}, "gradient on its way back, once for every step");
  if (used.shrinks) legend.text("×0.5", 11, style::shrinks, "the gradient shrinks on its way back");
  if (used.grows) legend.text("×2.0", 11, style::grows, "it grows");
  if (looks.count(Look::module))
    legend.swatch({30, 15, "box", box, hot_fill, style::ink}, "module, closed; what it computes");
  if (looks.count(Look::cell)) legend.swatch({30, 15, "box", box, "#FFFFFF", style::ink}, "all steps: the same cell");
  if (looks.count(Look::delay))
    legend.swatch({26, 15, "box", "filled", style::ink, style::ink}, "hands the state to the next step");
  if (looks.count(Look::stub)) legend.say("⋯ more of the graph, not drawn");
  const std::string weight = std::string(style::attention) + "A0";
  if (used.attention)
    legend.line({{weight, 3}},
                rolled ? "attention; its weights are in the matrix" : "attention: width and opacity = weight");
  if (used.way) legend.line({{style::way, 4, false}}, "the shortest way");
  if (used.zero) legend.line({{style::muted, usual, true, true}}, "gradient exactly 0");
  if (used.strip)
    legend.swatch({34, 12, "box", "filled", style::heat[5], style::heat[5], "%"},
                  "what is left of the last state’s gradient");
  if (used.bound)
    legend.text("Jₖ", 10, style::muted,
                "= ∂stateₖ/∂stateₖ₋₁, for k = t+1 to the end; ‖Jₖ‖ its spectral norm, the most that it stretches");
  if (used.unreached) legend.text("–", 11, style::ink, "no gradient came here");
  if (!options.quantity.empty())
    legend.say(heat ? "colours show " + clean(options.quantity, 40) + "; gradients are not drawn"
                    : "no node has a value of " + clean(options.quantity, 40));
  else if (!heat && view.level() != Level::backward)
    legend.say("no backward pass was traced: no gradients shown");
  const std::string kind = heat && heat->scale() == Scale::linear ? "" : " (log)";
  legend.place(layout.bounds.left(), layout.bounds.width, heat,
               (gradients ? "gradient norm" : clean(options.quantity, 40)) + kind);
}

}  // namespace unroll::graphs
