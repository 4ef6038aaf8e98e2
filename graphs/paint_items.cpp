// Items: boxes, circles, bars and chips, with their labels, colours and numbers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "graphs/item_size.hpp"
#include "graphs/painter.hpp"
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

}  // namespace

std::string Painter::tooltip(const Item& item) const {
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
std::string Painter::measure(const Item& item) const {
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

void Painter::paint_item(int i) {
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
void Painter::find_sides_of_notes() {
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
        if (v->second.first < box.top() + note_above + 6 && v->second.second > box.top() + note_above - 6) return true;
      return false;
    };
    if (view_.items()[i].look == Look::pointwise && side != 0 && crossed(side) && !crossed(-side))
      side_of_note_[i] = -side;
  }
}

// The upright pieces of all lines, by their x: from y to y.
std::multimap<double, std::pair<double, double>> Painter::vertical_lines() const {
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
void Painter::paint_fold(int i) {
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
  canvas_.note(box.x, box.top() + (arcs ? 57 : 28), item.note, 12, grows ? style::grows : style::shrinks, Align::centre,
               "", true, fmt::format("gradient of-v{}", i));
}

void Painter::paint_stub(int i) {
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
void Painter::paint_bar(int i, const Box& box, const std::string& id, bool once_more) {
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
  const std::string name = rail ? item.label : n.name.empty() ? "gradient" : clean(n.name);
  const std::string size = to_string(n.shape);
  const double shape_width = canvas_.note(box.left() - 6, box.y, size, 9, style::muted, Align::right);
  canvas_.note(box.left() - 8 - shape_width, box.y, name, 12, text, Align::right,
               "<B>" + html_label(name, 12) + "</B>");
  if (once_more) return;
  if (rail && traced_ && item.gradient)
    canvas_.note(box.right() + 8, box.y, sum_of_shares(item) + " = " + short_number(*item.gradient), 10, text,
                 Align::left, fmt::format("‖Σ ∂L/∂{}‖ = <B>{}</B>", html_label(name, 10), short_number(*item.gradient)),
                 false, "gradient of-" + id);
  if (value)
    canvas_.note(box.right() + 8, box.y, short_number(*value), 10, text, Align::left, "", false, "heat of-" + id);
  else if (!rail && n.norm)
    canvas_.note(box.right() + 8, box.y, fmt::format("‖Σ‖ = {}", short_number(*n.norm)), 10, text, Align::left, "",
                 false, "value of-" + id);
}

}  // namespace unroll::graphs
