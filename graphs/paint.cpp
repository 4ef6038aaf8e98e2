#include "graphs/paint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "graphs/attention_panel.hpp"
#include "graphs/painter.hpp"
#include "graphs/rolled.hpp"
#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

Painter::Painter(const View& view, const Layout& layout, const PaintOptions& options)
    : view_(view),
      layout_(layout),
      options_(options),
      canvas_(layout.bounds),
      traced_(view.snapshot().traced() && view.largest() > 0 && !options.heat),
      heat_(scale()) {
  find_floors();
  find_sides_of_notes();
}

std::string Painter::paint() {
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

// The gradient's scale, or that of the quantity that stands in its place.
Heat Painter::scale() {
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

std::optional<double> Painter::quantity(const Item& item) const {
  const bool has = options_.heat && item.look != Look::fold && item.look != Look::loss && !item.reference;
  return has ? options_.heat->values[at(item.node)] : std::nullopt;
}

// What an item is filled by.
std::optional<double> Painter::warmth(const Item& item) const {
  if (options_.heat) return quantity(item);
  return traced_ && item.gradient && *item.gradient > 0 ? item.gradient : std::nullopt;
}

bool Painter::on_way(const Item& item) const {
  return std::find(options_.way.begin(), options_.way.end(), item.node) != options_.way.end();
}

void Painter::panels() {
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

void Painter::strips(const Heat* heat) {
  draw_strips(canvas_, view_, layout_, options_.strips, heat);
  for (const Strip& strip : options_.strips) {
    used_.strip = used_.strip || !strip.bound;
    used_.bound = used_.bound || strip.bound;
    for (const auto& segment : strip.segments) used_.unreached = used_.unreached || !segment.ratio;
  }
}

void Painter::title() {
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

std::string to_dot(const View& view, const Layout& layout, const PaintOptions& options) {
  return Painter(view, layout, options).paint();
}

}  // namespace unroll::graphs
