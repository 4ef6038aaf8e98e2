#include "graphs/paint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "graphs/attention_panel.hpp"
#include "graphs/canvas.hpp"
#include "graphs/heat.hpp"
#include "graphs/item_size.hpp"
#include "graphs/legend.hpp"
#include "graphs/rolled.hpp"
#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

constexpr double note_aside = 20, note_above = 7, note_reach = 19;  // of the number beside a circle

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// In "x·W_xh" each factor has an index of its own.
std::string html_label(const std::string& label, double size) {
  const std::size_t path = label.rfind('.');  // "norm_1.g": of the parameter alone
  if (path != std::string::npos) return html(label.substr(0, path + 1)) + html_name(label.substr(path + 1), size);
  std::string result;
  std::size_t start = 0;
  for (std::size_t dot; (dot = label.find("·", start)) != std::string::npos; start = dot + std::string_view("·").size())
    result += html_name(label.substr(start, dot - start), size) + "·";
  return result + html_name(label.substr(start), size);
}

class Painter {
 public:
  Painter(const View& view, const Layout& layout, const PaintOptions& options)
      : view_(view),
        layout_(layout),
        options_(options),
        canvas_(layout.bounds),
        traced_(view.snapshot().traced() && view.largest() > 0 && !options.heat),
        heat_(scale()) {
    find_floors();
    find_sides_of_notes();
  }

  std::string paint() {
    panels();
    for (int i = 0; i < static_cast<int>(view_.items().size()); ++i) paint_item(i);
    for (std::size_t r = 0; r < layout_.repeats.size(); ++r)
      paint_bar(layout_.repeats[r].item, layout_.repeats[r].box, fmt::format("r{}", r), true);
    for (int l = 0; l < static_cast<int>(view_.links().size()); ++l) paint_link(l);
    const Heat* heat = traced_ || coloured_ ? &heat_ : nullptr;
    if (view_.level() == Level::rolled)
      paint_turns(canvas_, view_, layout_, traced_ ? &heat_ : nullptr);
    else
      strips(traced_ ? heat : nullptr);
    used_.attention = draw_attention(canvas_, view_, layout_);
    draw_legend(canvas_, view_, layout_, used_,
                {.heat = heat, .gradients = traced_, .quantity = options_.heat ? options_.heat->name : ""});
    title();
    return canvas_.dot();
  }

 private:
  // The gradient's scale, or that of the quantity that stands in its place.
  Heat scale() {
    if (!options_.heat) return Heat(traced_ ? view_.smallest() : 1, traced_ ? view_.largest() : 10);
    const bool log = options_.heat->scale == Scale::log;
    double smallest = std::numeric_limits<double>::infinity(), largest = -smallest;
    for (const Item& item : view_.items()) {
      const std::optional<double> value = quantity(item);
      if (!value || !std::isfinite(*value) || (log && !(*value > 0))) continue;
      smallest = std::min(smallest, *value), largest = std::max(largest, *value);
      coloured_ = true;
    }
    return coloured_ ? Heat(smallest, largest, options_.heat->scale) : Heat(1, 10);
  }
  std::optional<double> quantity(const Item& item) const {
    const bool has = options_.heat && item.look != Look::fold && item.look != Look::loss && !item.reference;
    return has ? options_.heat->values[at(item.node)] : std::nullopt;
  }
  // What an item is filled by.
  std::optional<double> warmth(const Item& item) const {
    if (options_.heat) return quantity(item);
    return traced_ && item.gradient && *item.gradient > 0 ? item.gradient : std::nullopt;
  }

  bool on_way(const Item& item) const {
    return std::find(options_.way.begin(), options_.way.end(), item.node) != options_.way.end();
  }
  const SnapshotNode& node(const Item& item) const { return view_.snapshot().nodes()[at(item.node)]; }

  void panels() {
    for (const Panel& p : layout_.panels) {
      const std::string lane = p.lane > 0 ? "lane" + std::to_string(p.lane) : "";
      const std::string id = lane + (p.backward ? "back" : "step") + std::to_string(p.step);
      canvas_.add_panel(id, p.box,
                        {{"id", quoted(id)},
                         {"label", quoted("")},
                         {"style", quoted(p.step == p.last_step ? "rounded,filled" : "rounded,dashed")},
                         {"fillcolor", quoted(style::panel_fill)},
                         {"color", quoted(style::panel_border)}});
      const std::string time =
          p.step == p.last_step ? fmt::format("t = {}", p.step) : fmt::format("t = {} … {}", p.step, p.last_step);
      const std::string& caption = view_.caption(p.step);
      const bool captioned = !caption.empty() && !p.backward && p.step == p.last_step;
      const std::string shown = clean(caption, 24);
      // In the corner where states come in.
      const bool right = !p.backward && view_.lanes()[at(p.lane)].mirrored;
      const double y = p.box.top() - 13, caption_width = captioned ? text_width(shown, 14) + 12 : 0;
      const double x = right ? p.box.right() - 10 - caption_width : p.box.left() + 10;
      const double width = canvas_.note(x, y, p.backward ? "gradient at " + time : time, 12, style::muted,
                                        right ? Align::right : Align::left);
      if (captioned)
        canvas_.note(right ? x + 6 : x + 6 + width, y, shown, 14, style::ink, Align::left,
                     "<B>" + html(shown, 24) + "</B>");
    }
  }

  std::string tooltip(const Item& item) const {
    const SnapshotNode& n = node(item);
    if (item.look == Look::module) return n.module + ", closed: " + item.note;
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
    if (const auto value = quantity(item)) tip += "; " + options_.heat->name + " " + short_number(*value);
    return tip;
  }

  // The second line: what the picture measures at this item.
  std::string measure(const Item& item) const {
    const SnapshotNode& n = node(item);
    std::string line;
    if (item.look == Look::op && !item.note.empty()) line = item.note;
    if (item.look == Look::leaf && !item.note.empty()) line = item.note;
    if (item.look == Look::loss) return n.value ? short_number(*n.value) : "";
    if (const auto value = quantity(item)) return (line.empty() ? "" : line + "   ") + short_number(*value);
    if (!traced_ || !item.gradient) return line;
    const bool signed_number = n.gradient_array && n.gradient_array.size() == 1;
    const double g = signed_number ? static_cast<double>(n.gradient_array.item()) : *item.gradient;
    return line.empty() ? short_number(*item.gradient) : line + "   ∂ " + short_number(g);
  }

  void paint_item(int i) {
    const Item& item = view_.items()[at(i)];
    const Box& box = layout_.items[at(i)];
    const std::string id = fmt::format("v{}", i);
    if (item.look == Look::rail || item.look == Look::sum) return paint_bar(i, box, id, false);
    if (item.look == Look::fold) return paint_fold(i);
    if (item.look == Look::stub) return paint_stub(i);
    if (item.look == Look::cell) return paint_cell(canvas_, id, box, item, tooltip(item));
    if (item.look == Look::delay) return paint_delay(canvas_, id, box, item);

    const std::optional<double> warm = warmth(item);
    const std::string hot_fill = warm ? heat_.fill(*warm) : "#FFFFFF";
    std::string fill = hot_fill, border(style::ink), ink = text_colour_on(fill);
    std::string kind = "op";
    if (item.look == Look::leaf) {
      const bool start = node(item).role == Role::state && !item.reference;
      kind = item.reference ? "kept" : item.parameter ? "parameter" : "input";
      if (item.parameter)
        fill = style::parameter_fill, border = style::parameter, ink = style::parameter_ink;
      else if (!(start && warm))
        fill = style::data_fill, border = ink = style::data;
    } else if (item.look == Look::loss) {
      kind = "loss", fill = border = style::ink, ink = "#FFFFFF";
    } else if (item.look == Look::state) {
      kind = "state";
    } else if (item.look == Look::module) {
      kind = "module";
    }
    if (on_way(item)) border = style::way;
    if (warm && options_.heat) fill = hot_fill, ink = text_colour_on(fill);
    const std::string line = measure(item);
    std::string label;
    if (item.look == Look::state) {
      label = fmt::format("<FONT POINT-SIZE=\"16\"><B>{}</B></FONT><FONT POINT-SIZE=\"9\">  {}</FONT>",
                          html_label(item.label, 16), html(item.note));
      if (!line.empty())
        label += options_.heat
                     ? fmt::format("<BR/><FONT POINT-SIZE=\"9\">{}</FONT>", html(line))
                     : fmt::format("<BR/><FONT POINT-SIZE=\"9\">‖∂L/∂{}‖ {}</FONT>", html_label(item.label, 9), line);
    } else if (item.look == Look::pointwise) {
      label = fmt::format("<FONT POINT-SIZE=\"17\"><B>{}</B></FONT>", html(item.label));
    } else {
      const double size = item.look == Look::loss ? 15 : item.look == Look::leaf ? 12 : 13;
      label = fmt::format("<FONT POINT-SIZE=\"{}\"><B>{}</B></FONT>", coordinate(size), html_label(item.label, size));
      const bool inside =
          !line.empty() && !is_circle(item) && (item.look != Look::leaf || !item.note.empty() || item.parameter);
      if (item.look == Look::module)
        for (const std::string& words : lines_of(item.note))
          label += fmt::format("<BR/><FONT POINT-SIZE=\"9\">{}</FONT>", html(words));
      if (inside) label += fmt::format("<BR/><FONT POINT-SIZE=\"9\">{}</FONT>", html(line));
    }
    Attributes attributes{{"label", "<" + label + ">"},
                          {"id", quoted(id)},
                          {"class", quoted(kind)},
                          {"shape", is_circle(item) ? "circle" : "box"},
                          {"style", quoted(is_circle(item)  ? item.reference ? "filled,dashed" : "filled"
                                           : item.reference ? "rounded,filled,dashed"
                                                            : "rounded,filled")},
                          {"fillcolor", quoted(fill)},
                          {"color", quoted(border)},
                          {"fontcolor", quoted(ink)},
                          {"tooltip", quoted(tooltip(item))}};
    if (on_way(item)) attributes.push_back({"penwidth", "3"});
    canvas_.add(id, box, std::move(attributes));
    if (item.look == Look::pointwise && !line.empty())
      canvas_.note(box.x + note_aside * side_of_note_[at(i)], box.top() + note_above, line, 8.5, style::muted,
                   Align::centre, "", false, "gradient of-" + id);
    if (item.look == Look::loss && is_circle(item) && node(item).value)
      canvas_.note(box.x, box.bottom() - 9, short_number(*node(item).value), 9, style::muted, Align::centre, "", false,
                   "value of-" + id);
  }

  // 0: in the middle. Beside a line that comes from above, on the side of what comes in; beside one that leaves
  // upwards, on the side of what goes out: there is nothing at that height.
  void find_sides_of_notes() {
    side_of_note_.assign(view_.items().size(), 0);
    const auto decide = [this](int i, const Point& end, int side) {
      const Item& item = view_.items()[at(i)];
      const Box& box = layout_.items[at(i)];
      if (side_of_note_[at(i)] != 0 || std::hypot(end.x - box.x, end.y - box.top()) >= 1) return;
      side_of_note_[at(i)] = view_.lanes()[at(item.lane)].mirrored || item.backward ? -side : side;
    };
    for (std::size_t l = 0; l < view_.links().size(); ++l) {
      decide(view_.links()[l].from, layout_.links[l].curve.front(), 1);
      decide(view_.links()[l].to, layout_.links[l].curve.back(), -1);
    }
    // Unless a line that goes elsewhere, or in at the side, runs up or down there.
    const auto verticals = vertical_lines();
    for (std::size_t i = 0; i < side_of_note_.size(); ++i) {
      const Box& box = layout_.items[i];
      const int side = side_of_note_[i];
      const auto crossed = [&](int at_side) {
        const double middle = box.x + note_aside * at_side;
        for (auto v = verticals.lower_bound(middle - note_reach); v != verticals.upper_bound(middle + note_reach); ++v)
          if (v->second.first < box.top() + note_above + 6 && v->second.second > box.top() + note_above - 6)
            return true;
        return false;
      };
      if (view_.items()[i].look == Look::pointwise && side != 0 && crossed(side) && !crossed(-side))
        side_of_note_[i] = -side;
    }
  }
  // The upright pieces of all lines, by their x: from y to y.
  std::multimap<double, std::pair<double, double>> vertical_lines() const {
    std::multimap<double, std::pair<double, double>> found;
    for (std::size_t l = 0; l < layout_.links.size(); ++l) {
      if (!view_.links()[l].drawn) continue;
      const auto& curve = layout_.links[l].curve;
      for (std::size_t k = 0; k + 3 < curve.size(); k += 3)
        if (std::abs(curve[k].x - curve[k + 3].x) < 0.01)
          found.insert({curve[k].x, std::minmax(curve[k].y, curve[k + 3].y)});
    }
    return found;
  }

  // Three dots, how many steps they stand for, and by how much the gradient changed on its way back through them.
  void paint_fold(int i) {
    const Item& item = view_.items()[at(i)];
    const Box& box = layout_.items[at(i)];
    canvas_.add(fmt::format("v{}", i), box,
                {{"label", "<<FONT POINT-SIZE=\"22\"><B>•••</B></FONT>>"},
                 {"id", quoted(fmt::format("v{}", i))},
                 {"class", quoted("fold")},
                 {"shape", "plaintext"},
                 {"fontcolor", quoted(style::muted)},
                 {"tooltip", quoted(item.label + ", with the same parameters")}});
    canvas_.note(box.x, box.bottom() - 8, item.label + ", same weights", 9, style::muted, Align::centre);
    if (item.note.empty()) return;
    const bool grows = item.gain.value_or(0) > 1;
    (grows ? used_.grows : used_.shrinks) = true;
    // As high as the gains of single steps where there are arcs, which end below it.
    const bool arcs = std::any_of(view_.links().begin(), view_.links().end(), [&](const Link& l) {
      return (l.from == i || l.to == i) &&
             !layout_.links[static_cast<std::size_t>(&l - view_.links().data())].arc.empty();
    });
    canvas_.note(box.x, box.top() + (arcs ? 57 : 28), item.note, 12, grows ? style::grows : style::shrinks,
                 Align::centre, "", true, fmt::format("gradient of-v{}", i));
  }

  void paint_stub(int i) {
    const std::string id = fmt::format("v{}", i);
    canvas_.add(id, layout_.items[at(i)],
                {{"label", "<<FONT POINT-SIZE=\"14\"><B>⋯</B></FONT>>"},
                 {"id", quoted(id)},
                 {"class", quoted("stub")},
                 {"shape", "plaintext"},
                 {"fontcolor", quoted(style::muted)},
                 {"tooltip", quoted("cut off here: " + tooltip(view_.items()[at(i)]))}});
  }

  // One bar under all steps: a parameter that they share, or the sum of one addend from each.
  void paint_bar(int i, const Box& box, const std::string& id, bool once_more) {
    const Item& item = view_.items()[at(i)];
    const SnapshotNode& n = node(item);
    const bool rail = item.look == Look::rail;
    const std::optional<double> value = quantity(item);
    const std::string colour(rail ? style::parameter : style::sum), text(rail ? style::parameter_ink : style::sum);
    canvas_.add(id, box,
                {{"label", rail ? quoted("") : "\"  Σ\\l\""},
                 {"id", quoted(id)},
                 {"class", quoted(once_more ? fmt::format("rail repeat of-v{}", i)
                                  : rail    ? "rail"
                                            : "sum")},
                 {"shape", "box"},
                 {"style", quoted("rounded,filled")},
                 {"fillcolor", quoted(value  ? heat_.fill(*value)
                                      : rail ? std::string(style::parameter_fill)
                                             : std::string(style::heat[0]))},
                 {"color", quoted(colour)},
                 {"fontcolor", quoted(text)},
                 {"fontsize", "13"},
                 {"penwidth", "1.4"},
                 {"tooltip", quoted(tooltip(item))}});
    const std::string name = rail ? item.label : n.name.empty() ? "gradient" : n.name;
    const std::string size = to_string(n.shape);
    const double shape_width = canvas_.note(box.left() - 6, box.y, size, 9, style::muted, Align::right);
    canvas_.note(box.left() - 8 - shape_width, box.y, name, 12, text, Align::right,
                 "<B>" + html_label(name, 12) + "</B>");
    if (once_more) return;
    if (rail && traced_ && item.gradient)
      canvas_.note(box.right() + 8, box.y, sum_of_shares(item) + " = " + short_number(*item.gradient), 10, text,
                   Align::left,
                   fmt::format("‖Σ ∂L/∂{}‖ = <B>{}</B>", html_label(name, 10), short_number(*item.gradient)), false,
                   "gradient of-" + id);
    if (value)
      canvas_.note(box.right() + 8, box.y, short_number(*value), 10, text, Align::left, "", false, "heat of-" + id);
    else if (!rail && n.norm)
      canvas_.note(box.right() + 8, box.y, fmt::format("‖Σ‖ = {}", short_number(*n.norm)), 10, text, Align::left, "",
                   false, "value of-" + id);
  }

  void paint_link(int l) {
    const Link& link = view_.links()[at(l)];
    const Route& route = layout_.links[at(l)];
    const Item &from = view_.items()[at(link.from)], &to = view_.items()[at(link.to)];
    const std::string a = fmt::format("v{}", link.from), b = fmt::format("v{}", link.to);
    const std::string id = fmt::format("e{}", l);
    if (!link.drawn) {
      canvas_.add_edge(a, b, {{"id", quoted(id)}, {"style", "invis"}, {"pos", arrow_spline(route.curve, 0.6)}});
      return;
    }
    if (link.weight) return paint_attention(l);
    const bool tap = from.look == Look::rail, addend = to.look == Look::sum;
    const bool state =
        ((to.look == Look::state || to.look == Look::fold) && (from.look == Look::state || from.look == Look::fold)) ||
        from.look == Look::delay || to.look == Look::delay;
    const bool zero = traced_ && link.flow && *link.flow == 0;
    const bool pointed_out = on_way(from) && on_way(to);
    const bool hot =
        traced_ && link.flow && *link.flow > 0 && !tap && route.arc.empty() && (view_.scalars() || !from.parameter);
    if (hot)
      canvas_.add_edge(a, b,
                       {{"id", quoted("g" + std::to_string(l))},
                        {"class", quoted("grad")},
                        {"dir", "none"},
                        {"color", quoted(heat_.halo(*link.flow))},
                        {"penwidth", coordinate(heat_.width(*link.flow))},
                        {"tooltip", quoted("gradient " + short_number(*link.flow))},
                        {"pos", plain_spline(short_of_tip(route.curve))}});
    Attributes ink{{"id", quoted(id)},
                   {"class", quoted(tap      ? "tap"
                                    : addend ? "addend"
                                             : "fwd")},
                   {"color", quoted(pointed_out             ? style::way
                                    : tap || from.parameter ? style::parameter
                                    : addend                ? style::sum
                                    : zero                  ? style::muted
                                                            : style::ink)},
                   {"penwidth", pointed_out ? "4"
                                : state     ? "2"
                                            : "1.3"},
                   {"pos", arrow_spline(route.curve, 0.65)}};
    if (zero && !tap) ink.push_back({"style", "dashed"});
    if (link.flow) ink.push_back({"tooltip", quoted("gradient " + short_number(*link.flow))});
    if (link.counted_elsewhere) ink.push_back({"tooltip", quoted("its gradient is counted at another arrow")});
    canvas_.add_edge(a, b, ink);
    used_.counted_elsewhere = used_.counted_elsewhere || (traced_ && link.counted_elsewhere && !tap);
    used_.halo = used_.halo || hot;
    used_.way = used_.way || pointed_out;
    used_.zero = used_.zero || (zero && !tap);

    if (route.junction) {
      const std::string_view colour = tap ? style::parameter : style::sum;
      canvas_.add(fmt::format("j{}", l), {route.junction->x, route.junction->y, 6, 6},
                  {{"label", quoted("")},
                   {"class", quoted("junction of-" + id)},
                   {"shape", "circle"},
                   {"style", "filled"},
                   {"fillcolor", quoted(colour)},
                   {"color", quoted(colour)}});
      const std::optional<double> share = tap ? link.flow : node(from).norm;
      if (share && (traced_ || addend)) {
        const double floor = layout_.panels.empty() ? route.junction->y + 20 : tap ? tap_floor(to) : lowest_floor_;
        canvas_.note(route.junction->x + 2, floor - 10, short_number(*share), 8.5,
                     tap ? style::parameter_ink : style::sum, Align::left, "", false, "share of-" + id);
      }
    }
    if (!route.arc.empty() && link.flow) paint_arc(l);
    if (link.share) {  // beside the tip, on the outer side where two arrive
      const Point tip = route.curve.back();
      const bool below = tip.y < layout_.items[at(link.to)].y - 0.01;
      canvas_.note(tip.x - 10, tip.y + (below ? -9 : 9), short_number(*link.share), 8.5, style::shrinks, Align::right,
                   "", false, "share of-" + id);
    }
  }

  // As wide and as opaque as the weight; what several lanes share is drawn once.
  void paint_attention(int l) {
    const Link& link = view_.links()[at(l)];
    const Route& route = layout_.links[at(l)];
    const bool joins = route.joined >= 0;
    std::vector<Point> curve = route.curve;
    if (joins) curve.resize(at(route.joined) + 1);
    std::string tip = "attention weight " + short_number(*link.weight);
    if (link.flow) tip += "; gradient " + short_number(*link.flow);
    Attributes ink{{"id", quoted(fmt::format("e{}", l))},
                   {"class", quoted("attention")},
                   {"color", quoted(weight_colour(*link.weight))},
                   {"penwidth", coordinate(weight_width(*link.weight))},
                   {"tooltip", quoted(tip)},
                   {"pos", joins ? plain_spline(curve) : arrow_spline(curve, 0.65)}};
    if (joins) ink.push_back({"dir", "none"});
    canvas_.add_edge(fmt::format("v{}", link.from), fmt::format("v{}", link.to), ink);
  }

  // Where the panels of each row end: the shares of taps are written below.
  void find_floors() {
    lowest_floor_ = layout_.bounds.top();
    for (const Panel& p : layout_.panels) {
      for (int step : {p.step, 0}) {  // 0: of all steps
        double& floor = floors_.try_emplace({p.backward, p.lane, step}, layout_.bounds.top()).first->second;
        floor = std::min(floor, p.box.bottom());
      }
      lowest_floor_ = std::min(lowest_floor_, p.box.bottom());
    }
  }
  double tap_floor(const Item& user) const {
    const auto found = floors_.find({user.backward, user.lane, user.step});
    return found == floors_.end() ? layout_.bounds.top() : found->second;
  }

  // At cell level: the gradient's way back from state to state, and by how much it changed on it.
  void paint_arc(int l) {
    const Link& link = view_.links()[at(l)];
    const Item& to = view_.items()[at(link.to)];
    const auto& arc = layout_.links[at(l)].arc;
    const double flow = *link.flow;
    canvas_.add_edge(fmt::format("v{}", link.to), fmt::format("v{}", link.from),
                     {{"id", quoted("g" + std::to_string(l))},
                      {"class", quoted("grad")},
                      {"constraint", "false"},
                      {"color", quoted(flow > 0 ? heat_.halo(flow) : style::muted)},
                      {"penwidth", coordinate(flow > 0 ? 1.2 + 5.3 * heat_.place(flow) : 1)},
                      {"arrowsize", "0.9"},
                      {"style", flow > 0 ? "solid" : "dashed"},
                      {"tooltip", quoted("gradient " + short_number(flow))},
                      {"pos", arrow_spline(arc, 0.9)}});
    used_.arc = true;
    if (to.look == Look::fold || !to.gradient || *to.gradient == 0) return;
    const double gain = flow / *to.gradient;
    (gain < 1 ? used_.shrinks : used_.grows) = true;
    canvas_.note((arc.front().x + arc.back().x) / 2, arc.front().y + (arc[1].y - arc.front().y) * 0.75 + 13,
                 "×" + short_number(gain), 11, gain < 1 ? style::shrinks : style::grows, Align::centre, "", true,
                 fmt::format("gain of-e{}", l));
  }

  void strips(const Heat* heat) {
    draw_strips(canvas_, view_, layout_, options_.strips, heat);
    for (const Strip& strip : options_.strips) {
      used_.strip = used_.strip || !strip.bound;
      used_.bound = used_.bound || strip.bound;
      for (const auto& segment : strip.segments) used_.unreached = used_.unreached || !segment.ratio;
    }
  }

  void title() {
    const double middle = layout_.bounds.x;
    double y = layout_.bounds.top() + 24;
    if (!options_.subtitle.empty()) {
      const std::string plain = clean(options_.subtitle, 200), named = html_names(plain, 11);
      canvas_.note(middle, y, plain, 11, style::muted, Align::centre, named == html(plain, 200) ? "" : named);
      y += 24;
    }
    if (!options_.title.empty())
      canvas_.note(middle, y, clean(options_.title, 120), 18, style::ink, Align::centre,
                   fmt::format("<B>{}</B>", html_names(clean(options_.title, 120), 18)));
  }

  const View& view_;
  const Layout& layout_;
  const PaintOptions& options_;
  Canvas canvas_;
  bool traced_, coloured_ = false;
  Heat heat_;
  Used used_;
  std::map<std::tuple<bool, int, int>, double> floors_;  // of the backward pass or not, a lane and a step
  double lowest_floor_ = 0;
  std::vector<int> side_of_note_;  // of each item
};

}  // namespace

std::string to_dot(const View& view, const Layout& layout, const PaintOptions& options) {
  return Painter(view, layout, options).paint();
}

}  // namespace unroll::graphs
