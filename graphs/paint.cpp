#include "graphs/paint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "graphs/dot.hpp"
#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// The gradient's scale: colour and width grow with the logarithm of the norm.
class Heat {
 public:
  Heat(double smallest, double largest) : high_(std::log10(largest)), low_(std::log10(smallest)) {
    low_ = std::max(low_, high_ - 12);  // what is left after rounding is not a gradient
    if (high_ - low_ < 1) low_ = high_ - 1;
  }
  double low() const { return std::pow(10, low_); }
  double high() const { return std::pow(10, high_); }
  double place(double norm) const {
    return norm > 0 ? std::clamp((std::log10(norm) - low_) / (high_ - low_), 0.0, 1.0) : 0;
  }
  std::string fill(double norm) const { return norm > 0 ? mix(0.2 + place(norm) * 7.1) : "#FFFFFF"; }
  std::string halo(double norm) const { return mix(2.3 + place(norm) * 5.2); }  // an edge needs contrast on white
  std::string_view text_on(double norm) const { return place(norm) > 0.66 ? "#FFFFFF" : style::ink; }
  double width(double norm) const { return 2.5 + 7 * place(norm); }

 private:
  static std::string mix(double k) {
    const std::size_t i = std::min<std::size_t>(static_cast<std::size_t>(k), style::heat.size() - 2);
    const double u = k - static_cast<double>(i);
    std::string colour = "#";
    for (std::size_t c : {1u, 3u, 5u}) {
      const auto channel = [&](std::string_view text) {
        return std::stoi(std::string(text.substr(c, 2)), nullptr, 16);
      };
      colour += fmt::format(
          "{:02X}", static_cast<int>(std::lround(channel(style::heat[i]) * (1 - u) + channel(style::heat[i + 1]) * u)));
    }
    return colour;
  }
  double high_, low_;
};

std::string text(std::string_view plain) { return quoted(plain); }
std::string number(double x) { return coordinate(x); }
std::string position(double x, double y) { return "\"" + coordinate(x) + "," + coordinate(y) + "\""; }

std::string points(const std::vector<Point>& curve) {
  std::string result;
  for (const Point& p : curve) result += (result.empty() ? "" : " ") + coordinate(p.x) + "," + coordinate(p.y);
  return result;
}
std::string plain_spline(const std::vector<Point>& curve) { return "\"" + points(curve) + "\""; }

// The curve ends where the arrowhead begins.
std::string arrow_spline(std::vector<Point> curve, double arrow_size) {
  const Point tip = curve.back(), before = curve[curve.size() - 2];
  const double dx = tip.x - before.x, dy = tip.y - before.y, length = std::hypot(dx, dy);
  const double head = std::min(10 * arrow_size, length * 0.8);
  if (length > 0.01) curve.back() = {tip.x - dx / length * head, tip.y - dy / length * head};
  return "\"e," + coordinate(tip.x) + "," + coordinate(tip.y) + " " + points(curve) + "\"";
}

// In "x·W_xh" each factor has an index of its own.
std::string html_label(const std::string& label, double size) {
  std::string result;
  std::size_t start = 0;
  for (std::size_t dot; (dot = label.find("·", start)) != std::string::npos; start = dot + std::string_view("·").size())
    result += html_name(label.substr(start, dot - start), size) + "·";
  return result + html_name(label.substr(start), size);
}

class Painter {
 public:
  Painter(const View& view, const Layout& layout, const Captions& captions)
      : view_(view),
        layout_(layout),
        captions_(captions),
        traced_(view.snapshot().traced() && view.largest() > 0),
        heat_(traced_ ? view.smallest() : 1, traced_ ? view.largest() : 10) {}

  std::string paint() {
    std::string body;  // the frame is known only when all else has its place
    left_ = layout_.bounds.left(), right_ = layout_.bounds.right();
    bottom_ = layout_.bounds.bottom(), top_ = layout_.bounds.top();
    panels();
    for (int i = 0; i < static_cast<int>(view_.items().size()); ++i) paint_item(i);
    for (int l = 0; l < static_cast<int>(view_.links().size()); ++l) paint_link(l);
    legend();
    title();
    return assemble();
  }

 private:
  struct Node {
    std::string id;
    Attributes attributes;
  };
  struct Edge {
    std::string from, to;
    Attributes attributes;
  };
  enum class Align { left, centre, right };

  const SnapshotNode& node(const Item& item) const { return view_.snapshot().nodes()[at(item.node)]; }

  void take(double x, double y, double width, double height) {
    left_ = std::min(left_, x - width / 2), right_ = std::max(right_, x + width / 2);
    bottom_ = std::min(bottom_, y - height / 2), top_ = std::max(top_, y + height / 2);
  }

  void add(const std::string& id, const Box& box, Attributes attributes) {
    take(box.x, box.y, box.width, box.height);
    Attributes all{{"pos", position(box.x, box.y)},
                   {"width", fmt::format("{:.4f}", box.width / 72)},
                   {"height", fmt::format("{:.4f}", box.height / 72)}};
    all.insert(all.end(), attributes.begin(), attributes.end());
    nodes_.push_back({id, std::move(all)});
  }

  // A note. Returns its width.
  double note(double x, double y, const std::string& plain, double size, std::string_view colour, Align align,
              const std::string& html_text = "", bool pill = false) {
    const double width = text_width(plain, size) + 6;
    const double middle = align == Align::left ? x + width / 2 : align == Align::right ? x - width / 2 : x;
    const std::string label = !html_text.empty() ? "<" + html_text + ">"
                              : align == Align::centre
                                  ? text(plain)
                                  : text(plain).insert(text(plain).size() - 1, align == Align::left ? "\\l" : "\\r");
    Attributes a{{"label", label},
                 {"class", text("note")},
                 {"fontsize", number(size)},
                 {"fontcolor", text(colour)},
                 {"margin", "0"}};
    if (pill)
      for (const Attribute& extra : Attributes{
               {"shape", "box"}, {"style", text("rounded,filled")}, {"fillcolor", text("#FFFFFF")}, {"penwidth", "0"}})
        a.push_back(extra);
    else
      a.push_back({"shape", "plaintext"});
    add(fmt::format("n{}", notes_++), {middle, y, width, size * 1.3}, a);
    return width;
  }

  void panels() {
    for (const Panel& p : layout_.panels) {
      const std::string id = (p.backward ? "back" : "step") + std::to_string(p.step);
      clusters_.push_back({id,
                           {{"id", text(id)},
                            {"bb", fmt::format("\"{},{},{},{}\"", coordinate(p.box.left()), coordinate(p.box.bottom()),
                                               coordinate(p.box.right()), coordinate(p.box.top()))},
                            {"label", text("")},
                            {"style", text(p.step == p.last_step ? "rounded,filled" : "rounded,dashed")},
                            {"fillcolor", text(style::panel_fill)},
                            {"color", text(style::panel_border)}}});
      const std::string time =
          p.step == p.last_step ? fmt::format("t = {}", p.step) : fmt::format("t = {} … {}", p.step, p.last_step);
      const std::string& caption = view_.caption(p.step);
      const double y = p.box.top() - 13;
      if (caption.empty() || p.backward || p.step != p.last_step) {
        note(p.box.left() + 10, y, p.backward ? "gradient at " + time : time, 12, style::muted, Align::left);
      } else {
        const double width = note(p.box.left() + 10, y, time, 12, style::muted, Align::left);
        const std::string shown = clean(caption, 24);
        note(p.box.left() + 16 + width, y, shown, 14, style::ink, Align::left, "<B>" + html(shown, 24) + "</B>");
      }
    }
  }

  std::string tooltip(const Item& item) const {
    const SnapshotNode& n = node(item);
    std::string tip = n.op;
    if (!n.name.empty()) tip += " " + n.name;
    tip += " " + to_string(n.shape);
    if (!n.scope.empty()) tip += " in " + n.scope;
    if (!n.rule.empty()) tip += "; " + n.rule;
    if (n.value)
      tip += "; value " + short_number(*n.value);
    else if (n.norm)
      tip += "; ‖value‖ " + short_number(*n.norm);
    if (item.gradient) tip += "; ‖gradient‖ " + short_number(*item.gradient);
    return tip;
  }

  // The second line: what the picture measures at this item.
  std::string measure(const Item& item) const {
    const SnapshotNode& n = node(item);
    std::string line;
    if (item.look == Look::op && !item.note.empty()) line = item.note;
    if (item.look == Look::leaf && !item.note.empty()) line = item.note;
    if (item.look == Look::loss) return n.value ? short_number(*n.value) : "";
    if (!traced_ || !item.gradient) return line;
    const bool signed_number = n.gradient_array && n.gradient_array.size() == 1;
    const double g = signed_number ? static_cast<double>(n.gradient_array.item()) : *item.gradient;
    return line.empty() ? short_number(*item.gradient) : line + "   ∂ " + short_number(g);
  }

  void paint_item(int i) {
    const Item& item = view_.items()[at(i)];
    const Box& box = layout_.items[at(i)];
    const std::string id = fmt::format("v{}", i);
    if (item.look == Look::rail || item.look == Look::sum) return paint_bar(i);
    if (item.look == Look::fold) return paint_fold(i);

    const bool hot = traced_ && item.gradient && *item.gradient > 0;
    std::string fill = hot ? heat_.fill(*item.gradient) : "#FFFFFF", border(style::ink),
                ink(hot ? heat_.text_on(*item.gradient) : style::ink);
    std::string kind = "op";
    if (item.look == Look::leaf) {
      const bool start = node(item).role == Role::state && !item.reference;
      kind = item.reference ? "kept" : item.parameter ? "parameter" : "input";
      if (item.parameter)
        fill = style::parameter_fill, border = ink = style::parameter;
      else if (!(start && hot))
        fill = style::data_fill, border = ink = style::data;
    } else if (item.look == Look::loss) {
      kind = "loss", fill = border = style::ink, ink = "#FFFFFF";
    } else if (item.look == Look::state) {
      kind = "state";
    }
    const std::string line = measure(item);
    std::string label;
    if (item.look == Look::state) {
      label = fmt::format("<FONT POINT-SIZE=\"16\"><B>{}</B></FONT><FONT POINT-SIZE=\"9\">  {}</FONT>",
                          html_label(item.label, 16), html(item.note));
      if (!line.empty())
        label += fmt::format("<BR/><FONT POINT-SIZE=\"9\">‖∂L/∂{}‖ {}</FONT>", html_label(item.label, 9), line);
    } else if (item.look == Look::pointwise) {
      label = fmt::format("<FONT POINT-SIZE=\"17\"><B>{}</B></FONT>", html(item.label));
    } else {
      const double size = item.look == Look::loss ? 15 : item.look == Look::leaf ? 12 : 13;
      label = fmt::format("<FONT POINT-SIZE=\"{}\"><B>{}</B></FONT>", number(size), html_label(item.label, size));
      const bool inside =
          !line.empty() && !is_circle(item) && (item.look != Look::leaf || !item.note.empty() || item.parameter);
      if (inside) label += fmt::format("<BR/><FONT POINT-SIZE=\"9\">{}</FONT>", html(line));
    }
    add(id, box,
        {{"label", "<" + label + ">"},
         {"id", text(id)},
         {"class", text(kind)},
         {"shape", is_circle(item) ? "circle" : "box"},
         {"style", text(is_circle(item)  ? item.reference ? "filled,dashed" : "filled"
                        : item.reference ? "rounded,filled,dashed"
                                         : "rounded,filled")},
         {"fillcolor", text(fill)},
         {"color", text(border)},
         {"fontcolor", text(ink)},
         {"tooltip", text(tooltip(item))}});
    if (item.look == Look::pointwise && !line.empty())
      note(box.x, box.top() + 7, line, 8.5, style::muted, Align::centre);
    if (item.look == Look::loss && is_circle(item) && node(item).value)
      note(box.x, box.bottom() - 9, short_number(*node(item).value), 9, style::muted, Align::centre);
  }

  // Three dots, how many steps they stand for, and by how much the gradient changed on its way back through them.
  void paint_fold(int i) {
    const Item& item = view_.items()[at(i)];
    const Box& box = layout_.items[at(i)];
    add(fmt::format("v{}", i), box,
        {{"label", "<<FONT POINT-SIZE=\"22\"><B>•••</B></FONT>>"},
         {"id", text(fmt::format("v{}", i))},
         {"class", text("fold")},
         {"shape", "plaintext"},
         {"fontcolor", text(style::muted)},
         {"tooltip", text(item.label + ", with the same parameters")}});
    note(box.x, box.bottom() - 8, item.label + ", same weights", 9, style::muted, Align::centre);
    if (!item.note.empty()) note(box.x, box.top() + 28, item.note, 12, style::shrinks, Align::centre, "", true);
  }

  // One bar under all steps: a parameter that they share, or the sum of one addend from each.
  void paint_bar(int i) {
    const Item& item = view_.items()[at(i)];
    const Box& box = layout_.items[at(i)];
    const SnapshotNode& n = node(item);
    const bool rail = item.look == Look::rail;
    const std::string id = fmt::format("v{}", i), colour(rail ? style::parameter : "#B30000");
    add(id, box,
        {{"label", rail ? text("") : "\"  Σ\\l\""},
         {"id", text(id)},
         {"class", text(rail ? "rail" : "sum")},
         {"shape", "box"},
         {"style", text("rounded,filled")},
         {"fillcolor", text(rail ? style::parameter_fill : style::heat[0])},
         {"color", text(colour)},
         {"fontcolor", text(colour)},
         {"fontsize", "13"},
         {"penwidth", "1.4"},
         {"tooltip", text(tooltip(item))}});
    const std::string name = rail ? item.label : n.name.empty() ? "gradient" : n.name;
    const std::string size = to_string(n.shape);
    const double shape_width = note(box.left() - 6, box.y, size, 9, style::muted, Align::right);
    note(box.left() - 8 - shape_width, box.y, name, 12, colour, Align::right, "<B>" + html_label(name, 12) + "</B>");
    if (rail && traced_ && item.gradient)
      note(box.right() + 8, box.y, fmt::format("‖Σ ∂L/∂{}‖ = {}", name, short_number(*item.gradient)), 10, colour,
           Align::left, fmt::format("‖Σ ∂L/∂{}‖ = <B>{}</B>", html_label(name, 10), short_number(*item.gradient)));
    if (!rail && n.norm)
      note(box.right() + 8, box.y, fmt::format("‖Σ‖ = {}", short_number(*n.norm)), 10, colour, Align::left);
  }

  void paint_link(int l) {
    const Link& link = view_.links()[at(l)];
    const Route& route = layout_.links[at(l)];
    const Item &from = view_.items()[at(link.from)], &to = view_.items()[at(link.to)];
    const std::string a = fmt::format("v{}", link.from), b = fmt::format("v{}", link.to);
    const std::string id = fmt::format("e{}", l);
    if (!link.drawn) {
      edges_.push_back({a, b, {{"id", text(id)}, {"style", "invis"}, {"pos", arrow_spline(route.curve, 0.6)}}});
      return;
    }
    const bool tap = from.look == Look::rail, addend = to.look == Look::sum;
    const bool state =
        (to.look == Look::state || to.look == Look::fold) && (from.look == Look::state || from.look == Look::fold);
    const bool zero = traced_ && link.flow && *link.flow == 0;
    const bool hot =
        traced_ && link.flow && *link.flow > 0 && !tap && route.arc.empty() && (view_.scalars() || !from.parameter);
    if (hot)
      edges_.push_back({a,
                        b,
                        {{"id", text("g" + std::to_string(l))},
                         {"class", text("grad")},
                         {"dir", "none"},
                         {"color", text(heat_.halo(*link.flow))},
                         {"penwidth", number(heat_.width(*link.flow))},
                         {"tooltip", text("gradient " + short_number(*link.flow))},
                         {"pos", plain_spline(short_of_tip(route.curve))}}});
    Attributes ink{{"id", text(id)},
                   {"class", text(tap      ? "tap"
                                  : addend ? "addend"
                                           : "fwd")},
                   {"color", text(tap || from.parameter ? style::parameter
                                  : addend              ? "#B30000"
                                  : zero                ? style::muted
                                                        : style::ink)},
                   {"penwidth", state ? "2" : "1.3"},
                   {"pos", arrow_spline(route.curve, 0.65)}};
    if (zero && !tap) ink.push_back({"style", "dashed"});
    if (link.flow) ink.push_back({"tooltip", text("gradient " + short_number(*link.flow))});
    edges_.push_back({a, b, ink});
    used_halo_ = used_halo_ || hot;
    used_zero_ = used_zero_ || (zero && !tap);

    if (route.junction) {
      const std::string_view colour = tap ? style::parameter : "#B30000";
      add(fmt::format("j{}", l), {route.junction->x, route.junction->y, 6, 6},
          {{"label", text("")},
           {"class", text("junction")},
           {"shape", "circle"},
           {"style", "filled"},
           {"fillcolor", text(colour)},
           {"color", text(colour)}});
      const std::optional<double> share = tap ? link.flow : node(from).norm;
      if (share && (traced_ || addend)) {
        double floor = layout_.bounds.top();
        for (const Panel& p : layout_.panels)
          if (p.backward == to.backward || addend) floor = std::min(floor, p.box.bottom());
        if (layout_.panels.empty()) floor = route.junction->y + 20;
        note(route.junction->x + 2, tap ? tap_floor(to.backward) - 10 : floor - 10, short_number(*share), 8.5, colour,
             Align::left);
      }
    }
    if (!route.arc.empty()) paint_arc(l);
    if (link.share) {  // beside the tip, on the outer side where two arrive
      const Point tip = route.curve.back();
      const bool below = tip.y < layout_.items[at(link.to)].y - 0.01;
      note(tip.x - 10, tip.y + (below ? -9 : 9), short_number(*link.share), 8.5, style::shrinks, Align::right);
    }
  }

  double tap_floor(bool backward) const {
    double floor = layout_.bounds.top();
    for (const Panel& p : layout_.panels)
      if (p.backward == backward) floor = std::min(floor, p.box.bottom());
    return floor;
  }

  // Wide lines end under the arrowhead, not in front of it.
  static std::vector<Point> short_of_tip(std::vector<Point> curve) {
    Point& tip = curve.back();
    const Point before = curve[curve.size() - 2];
    const double dx = tip.x - before.x, dy = tip.y - before.y, length = std::hypot(dx, dy);
    const double cut = std::min(5.0, length * 0.5);
    if (length > 0.01) tip = {tip.x - dx / length * cut, tip.y - dy / length * cut};
    return curve;
  }

  // At cell level: the gradient's way back from state to state, and by how much it changed on it.
  void paint_arc(int l) {
    const Link& link = view_.links()[at(l)];
    const Item& to = view_.items()[at(link.to)];
    const auto& arc = layout_.links[at(l)].arc;
    const double flow = *link.flow;
    edges_.push_back({fmt::format("v{}", link.to),
                      fmt::format("v{}", link.from),
                      {{"id", text("g" + std::to_string(l))},
                       {"class", text("grad")},
                       {"constraint", "false"},
                       {"color", text(flow > 0 ? heat_.halo(flow) : style::muted)},
                       {"penwidth", number(flow > 0 ? 1.2 + 5.3 * heat_.place(flow) : 1)},
                       {"arrowsize", "0.9"},
                       {"style", flow > 0 ? "solid" : "dashed"},
                       {"tooltip", text("gradient " + short_number(flow))},
                       {"pos", arrow_spline(arc, 0.9)}}});
    used_arc_ = true;
    if (to.look == Look::fold || !to.gradient || *to.gradient == 0) return;
    const double gain = flow / *to.gradient;
    note((arc.front().x + arc.back().x) / 2, arc.front().y + (arc[1].y - arc.front().y) * 0.75 + 13,
         "×" + short_number(gain), 11, gain < 1 ? style::shrinks : style::grows, Align::centre, "", true);
  }

  // In the picture's own symbols, and only those that occur in it.
  void legend() {
    const double y = bottom_ - 34;
    double x = layout_.bounds.left();
    const auto say = [&](const std::string& words) { x += note(x, y, words, 9.5, style::muted, Align::left) + 18; };
    const auto swatch = [&](double width, double height, Attributes attributes) {
      attributes.insert(attributes.begin(), {"label", text("")});
      add(fmt::format("k{}", keys_++), {x + width / 2, y, width, height}, attributes);
      x += width + 6;
    };
    const auto line = [&](double width, const std::vector<Attributes>& strokes) {
      const std::string a = fmt::format("k{}", keys_++), b = fmt::format("k{}", keys_++);
      add(a, {x, y, 1, 1}, {{"label", text("")}, {"shape", "point"}, {"style", "invis"}});
      add(b, {x + width, y, 1, 1}, {{"label", text("")}, {"shape", "point"}, {"style", "invis"}});
      for (Attributes stroke : strokes) {
        const std::vector<Point> curve{{x, y}, {x + width / 3, y}, {x + width * 2 / 3, y}, {x + width, y}};
        const bool plain = stroke.front().name == "dir";
        stroke.push_back({"pos", plain ? plain_spline(short_of_tip(curve)) : arrow_spline(curve, 0.65)});
        edges_.push_back({a, b, stroke});
      }
      x += width + 6;
    };
    std::set<Look> looks;
    bool parameter_leaf = false, data = false, kept = false;
    for (const Item& i : view_.items()) {
      if (i.look == Look::leaf)
        (i.reference ? kept : i.parameter ? parameter_leaf : data) = true;
      else
        looks.insert(i.look);
    }
    const std::string op_fill = traced_ ? std::string(style::heat[3]) : "#FFFFFF";
    if (data) {
      swatch(16, 16,
             {{"shape", "circle"},
              {"style", "filled"},
              {"fillcolor", text(style::data_fill)},
              {"color", text(style::data)}});
      say("input");
    }
    if (looks.count(Look::op) || looks.count(Look::pointwise)) {
      swatch(26, 15,
             {{"shape", "box"},
              {"style", text("rounded,filled")},
              {"fillcolor", text(op_fill)},
              {"color", text(style::ink)}});
      say(!traced_          ? "operation"
          : view_.scalars() ? "operation; its value, and ∂ its gradient"
                            : "operation; number = ‖∂L/∂output‖");
    }
    if (looks.count(Look::state)) {
      swatch(30, 15,
             {{"shape", "box"},
              {"style", text("rounded,filled")},
              {"fillcolor", text(op_fill)},
              {"color", text(style::ink)}});
      say(traced_ ? "state, filled by ‖∂L/∂state‖" : "state");
    }
    if (looks.count(Look::rail)) {
      swatch(34, 10,
             {{"shape", "box"},
              {"style", text("rounded,filled")},
              {"fillcolor", text(style::parameter_fill)},
              {"color", text(style::parameter)}});
      say(traced_ ? "one shared parameter; number on a tap = that step’s share of its gradient"
                  : "one shared parameter, tapped at every use");
    } else if (parameter_leaf) {
      swatch(26, 15,
             {{"shape", "box"},
              {"style", text("rounded,filled")},
              {"fillcolor", text(style::parameter_fill)},
              {"color", text(style::parameter)}});
      say("parameter");
    }
    if (looks.count(Look::sum)) {
      swatch(34, 10,
             {{"shape", "box"},
              {"style", text("rounded,filled")},
              {"fillcolor", text(style::heat[0])},
              {"color", text("#B30000")}});
      say("sum of one addend from each step; number = the addend’s norm");
    }
    if (kept) {
      swatch(16, 16,
             {{"shape", "circle"},
              {"style", text("filled,dashed")},
              {"fillcolor", text(style::data_fill)},
              {"color", text(style::data)}});
      say("value of the forward pass, read again");
    }
    if (used_halo_) {
      line(40, {{{"dir", "none"}, {"color", text(style::heat[5])}, {"penwidth", "7"}}, {{"color", text(style::ink)}}});
      say(view_.scalars() ? "value forward, gradient halo back; number = what came back"
                          : "value forward, gradient halo back");
    }
    if (used_arc_) {
      line(40, {{{"color", text(style::heat[6])}, {"penwidth", "4"}}});
      say("gradient on its way back, × = gain of the step");
    }
    if (used_zero_) {
      line(40, {{{"style", "dashed"}, {"color", text(style::muted)}}});
      say("gradient exactly 0");
    }
    if (!traced_) say(looks.count(Look::sum) ? "" : "no backward pass was traced: no gradients shown");
    if (traced_) scale(std::max(x + 20, layout_.bounds.right() - 120), y);
  }

  void scale(double x, double y) {
    note(x + 58, y + 15, "gradient norm (log)", 8.5, style::muted, Align::centre);
    for (std::size_t i = 0; i < style::heat.size(); ++i)
      add(fmt::format("k{}", keys_++), {x + 13 * static_cast<double>(i) + 6.5, y, 13, 12},
          {{"label", text("")},
           {"shape", "box"},
           {"style", "filled"},
           {"fillcolor", text(style::heat[i])},
           {"color", text(style::heat[i])}});
    note(x, y - 14, short_number(heat_.low()), 8.5, style::muted, Align::left);
    note(x + 117, y - 14, short_number(heat_.high()), 8.5, style::muted, Align::right);
  }

  void title() {
    const double middle = layout_.bounds.x;
    double y = layout_.bounds.top() + 24;
    if (!captions_.subtitle.empty()) {
      note(middle, y, clean(captions_.subtitle, 200), 11, style::muted, Align::centre);
      y += 24;
    }
    if (!captions_.title.empty())
      note(middle, y, clean(captions_.title, 120), 18, style::ink, Align::centre,
           fmt::format("<B>{}</B>", html(captions_.title, 120)));
  }

  std::string assemble() const {
    const double border = 8;
    DotWriter dot({{"layout", "nop2"},
                   {"bb", fmt::format("\"{},{},{},{}\"", coordinate(left_ - border), coordinate(bottom_ - border),
                                      coordinate(right_ + border), coordinate(top_ + border))},
                   {"bgcolor", text("white")},
                   {"outputorder", "edgesfirst"},
                   {"splines", "true"},
                   {"pad", "0.1"},
                   {"fontname", text(style::font)}});
    dot.defaults("node", {{"fontname", text(style::font)},
                          {"fontsize", "11"},
                          {"fixedsize", "shape"},
                          {"penwidth", "1.2"},
                          {"label", text("")}});
    dot.defaults("edge", {{"fontname", text(style::font)},
                          {"fontsize", "10"},
                          {"penwidth", "1.3"},
                          {"arrowsize", "0.65"},
                          {"color", text(style::ink)}});
    for (const Node& c : clusters_) dot.cluster(c.id, c.attributes);
    for (const Node& n : nodes_) dot.node(n.id, n.attributes);
    for (const Edge& e : edges_) dot.edge(e.from, e.to, e.attributes);
    return std::move(dot).text();
  }

  const View& view_;
  const Layout& layout_;
  const Captions& captions_;
  bool traced_;
  Heat heat_;
  std::vector<Node> clusters_, nodes_;
  std::vector<Edge> edges_;
  int notes_ = 0, keys_ = 0;
  bool used_halo_ = false, used_arc_ = false, used_zero_ = false;
  double left_ = 0, right_ = 0, bottom_ = 0, top_ = 0;
};

}  // namespace

std::string to_dot(const View& view, const Layout& layout, const Captions& captions) {
  return Painter(view, layout, captions).paint();
}

}  // namespace unroll::graphs
