// Links: an arrow, its halo, what is written beside it.
#include <fmt/format.h>

#include <algorithm>

#include "graphs/attention_panel.hpp"
#include "graphs/painter.hpp"
#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

void Painter::paint_link(int l) {
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
    canvas_.note(tip.x - 10, tip.y + (below ? -9 : 9), short_number(*link.share), 8.5, style::shrinks, Align::right, "",
                 false, "share of-" + id);
  }
}

// As wide and as opaque as the weight; what several lanes share is drawn once.
void Painter::paint_attention(int l) {
  const Link& link = view_.links()[at(l)];
  const Route& route = layout_.links[at(l)];
  const bool joins = route.joined >= 0;
  std::vector<Point> curve = route.curve;
  if (joins) curve.resize(at(route.joined) + 1);
  const bool all_steps = view_.level() == Level::rolled;  // with a weight at each
  const double weight = all_steps ? 0.6 : *link.weight;
  std::string tip =
      all_steps ? "attention, with other weights at every step" : "attention weight " + short_number(weight);
  if (link.flow) tip += "; gradient " + short_number(*link.flow);
  Attributes ink{{"id", quoted(fmt::format("e{}", l))},
                 {"class", quoted("attention")},
                 {"color", quoted(weight_colour(weight))},
                 {"penwidth", coordinate(weight_width(all_steps ? 0.25 : weight))},
                 {"tooltip", quoted(tip)},
                 {"pos", joins ? plain_spline(curve) : arrow_spline(curve, 0.65)}};
  if (joins) ink.push_back({"dir", "none"});
  canvas_.add_edge(fmt::format("v{}", link.from), fmt::format("v{}", link.to), ink);
}

// Where the panels of each row end: the shares of taps are written below.
void Painter::find_floors() {
  lowest_floor_ = layout_.bounds.top();
  for (const Panel& p : layout_.panels) {
    for (int step : {p.step, 0}) {  // 0: of all steps
      double& floor = floors_.try_emplace({p.backward, p.lane, step}, layout_.bounds.top()).first->second;
      floor = std::min(floor, p.box.bottom());
    }
    lowest_floor_ = std::min(lowest_floor_, p.box.bottom());
  }
}

double Painter::tap_floor(const Item& user) const {
  const auto found = floors_.find({user.backward, user.lane, user.step});
  return found == floors_.end() ? layout_.bounds.top() : found->second;
}

// At cell level: the gradient's way back from state to state, and by how much it changed on it.
void Painter::paint_arc(int l) {
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
  used_.shrinks = used_.shrinks || gain < 1, used_.grows = used_.grows || gain >= 1;
  canvas_.note((arc.front().x + arc.back().x) / 2, arc.front().y + (arc[1].y - arc.front().y) * 0.75 + 13,
               "×" + short_number(gain), 11,
               gain < 1    ? style::shrinks
               : gain >= 1 ? style::grows
                           : style::muted,
               Align::centre, "", true, fmt::format("gain of-e{}", l));
}

}  // namespace unroll::graphs
