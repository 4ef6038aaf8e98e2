#include "graphs/strip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "graphs/style.hpp"
#include "graphs/text.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

constexpr double height = 20, distance = 28, margin = 34;
constexpr double label_size = 10, note_size = 9, beside = 20;
constexpr double range_height = 8;       // under a strip with a fold
constexpr std::size_t most_slices = 24;  // of a fold
constexpr double line_height = 14;       // of a note

// A note's parts stand below each other.
std::vector<std::string> lines_of(const std::string& note) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < note.size();) {
    const std::size_t end = std::min(note.find("; ", from), note.size());
    lines.push_back(note.substr(from, end - from));
    from = end + 2;
  }
  return lines;
}

std::string short_lane(const View& view, int lane) {
  if (view.lanes().size() < 2) return "";
  const std::string& name = view.lanes()[at(lane)].name;
  return name.empty() ? fmt::format("lane {}", lane + 1) : clean(name);
}

// One field's gradient, as a share of the last one that is not 0.
std::optional<Strip> of_field(const View& view, const CarriedState& state, std::size_t field) {
  const auto gradient = [&](const CarriedState::Moment& m) {
    return view.snapshot().nodes()[at(m.nodes[field])].gradient;
  };
  const auto last = std::find_if(state.moments.rbegin(), state.moments.rend(),
                                 [&](const auto& m) { return gradient(m).value_or(0) > 0; });
  if (last == state.moments.rend()) return {};
  const std::string name = state.fields[field].empty() ? "state" : state.fields[field];
  Strip strip{state.lane, fmt::format("‖∂L/∂{}ₜ‖ ÷ ‖∂L/∂{}{}‖", name, name, subscript(last->step)),
              "",         *gradient(*last),
              {},         false};
  strip.note = short_lane(view, state.lane);
  for (const auto& m : state.moments) {
    std::optional<double> ratio = gradient(m);
    if (ratio) *ratio /= strip.whole;
    strip.segments.push_back({m.step, ratio});
  }
  return strip;
}

// A ratio for each moment; `whole` is the norm that is 100 %.
Strip row(const View& view, const CarriedState& state, const std::string& label, const std::vector<double>& ratios,
          double whole) {
  Strip strip{state.lane, label, short_lane(view, state.lane), whole, {}, true};
  for (std::size_t i = 0; i < ratios.size(); ++i) strip.segments.push_back({state.moments[i].step, ratios[i]});
  return strip;
}

void add_bounds(std::vector<Strip>& strips, const View& view, const CarriedState& state, double whole) {
  const Bounds bounds = bounds_of(view.snapshot(), state);
  if (!bounds.missing.empty()) {
    strips.push_back({state.lane, "upper bounds", "left out: " + bounds.missing, whole, {}, true});
    return;
  }
  const auto last = subscript(state.moments.back().step);
  // Of a state with one field and a loss at the end alone, the strip above has said it.
  if (!bounds.carried_back.empty() && (state.fields.size() > 1 || state.fed)) {
    std::string all;
    for (const std::string& field : state.fields) all += (all.empty() ? "" : ", ") + field;
    if (state.fields.size() > 1) all = "(" + all + ")";
    strips.push_back(row(view, state, fmt::format("of ∂L/∂{}{}, carried back", all, last), bounds.carried_back, whole));
    strips.back().bound = false;
  }
  strips.push_back(row(view, state, "at most ‖∏ Jₖ‖", bounds.of_product, whole));
  strips.push_back(row(view, state, "at most ∏ ‖Jₖ‖", bounds.of_factors, whole));
  if (bounds.batch > 1)
    strips.back().note +=
        (strips.back().note.empty() ? "" : "; ") + fmt::format("the largest over the batch of {}", bounds.batch);
}

}  // namespace

std::string percentage(double ratio) {
  if (ratio >= 10) return "×" + short_number(ratio);
  return ratio >= 0.001 ? short_number(100 * ratio) + " %" : short_number(ratio);
}

std::vector<Strip> strips_of(const View& view, bool with_bounds) {
  std::vector<Strip> strips;
  if (view.level() == Level::rolled) return strips;
  for (const CarriedState& state : carried_states(view)) {
    const std::size_t first = strips.size();
    double whole = 0;
    for (std::size_t f = 0; f < state.fields.size(); ++f)
      if (auto strip = of_field(view, state, f)) {
        whole = std::hypot(whole, strip->whole);
        strips.push_back(std::move(*strip));
      }
    if (state.fed && strips.size() > first)
      strips.back().note +=
          (strips.back().note.empty() ? "" : "; ") + std::string("what enters at each step counts, too");
    if (with_bounds && state.moments.size() > 1) add_bounds(strips, view, state, whole);
  }
  return strips;
}

namespace {

// A lane's panels as they stand: those side by side belong together.
std::vector<std::vector<const Panel*>> rows_of(const Layout& layout, int lane) {
  std::vector<std::vector<const Panel*>> rows;
  for (const Panel& p : layout.panels) {
    if (p.backward || p.lane != lane) continue;
    const bool beside = !rows.empty() && std::abs(rows.back().front()->box.y - p.box.y) < 1;
    if (!beside) rows.emplace_back();
    rows.back().push_back(&p);
  }
  std::stable_sort(rows.begin(), rows.end(),  // from above
                   [](const auto& a, const auto& b) { return a.front()->box.y > b.front()->box.y + 1; });
  return rows;
}

class StripPainter {
 public:
  StripPainter(Canvas& canvas, const Heat* heat, const Strip& strip, int number)
      : canvas_(canvas), heat_(heat), strip_(strip), id_(fmt::format("strip{}", number)) {}

  void segment(const Panel& panel, double y) {
    std::vector<const Strip::Segment*> hidden;
    for (const auto& s : strip_.segments)
      if (s.step >= panel.step && s.step <= panel.last_step) hidden.push_back(&s);
    if (hidden.empty()) return;
    if (panel.step == panel.last_step) return cell(*hidden.front(), {panel.box.x, y, panel.box.width, height}, true);

    // A fold: a slice for each step that is not drawn, in the order of the panels, or for some of them; and the range.
    const bool mirrored = hidden.size() > 1 && hidden[0]->step > hidden[1]->step;
    if (mirrored) std::reverse(hidden.begin(), hidden.end());
    const std::size_t slices = std::min(hidden.size(), most_slices);
    const double width = panel.box.width / static_cast<double>(slices);
    for (std::size_t i = 0; i < slices; ++i)
      cell(*hidden[i * hidden.size() / slices],
           {panel.box.left() + (static_cast<double>(i) + 0.5) * width, y, width, height}, false);
    const auto by_ratio = [](const auto* a, const auto* b) { return a->ratio.value_or(-1) < b->ratio.value_or(-1); };
    const auto [least, most] = std::minmax_element(hidden.begin(), hidden.end(), by_ratio);
    if ((*least)->ratio && (*most)->ratio)
      canvas_.note(panel.box.x, y - height / 2 - 7, percentage(*(*least)->ratio) + " … " + percentage(*(*most)->ratio),
                   8.5, style::muted, Align::centre, "", false, "range of-" + id_);
  }

 private:
  void cell(const Strip::Segment& segment, const Box& box, bool written) {
    const bool hot = segment.ratio && *segment.ratio > 0;
    const std::string fill = hot && heat_ ? heat_->fill(*segment.ratio * strip_.whole) : "#FFFFFF";
    const std::string text = segment.ratio ? percentage(*segment.ratio) : "–";
    const bool quiet = !hot || !heat_;
    canvas_.add(fmt::format("{}_{}", id_, segment.step), box,
                {{"label", quoted(written ? text : "")},
                 {"id", quoted(fmt::format("{}_{}", id_, segment.step))},
                 {"class", quoted("strip")},
                 {"shape", "box"},
                 {"style", quoted(hot ? "filled" : "filled,dashed")},
                 {"fillcolor", quoted(fill)},
                 {"color", quoted(quiet ? style::panel_border : std::string_view(fill))},
                 {"penwidth", written ? "1" : "0.4"},
                 {"fontcolor", quoted(text_colour_on(fill))},
                 {"tooltip", quoted(fmt::format("t = {}: {}", segment.step, text))}});
  }

  Canvas& canvas_;
  const Heat* heat_;
  const Strip& strip_;
  std::string id_;
};

}  // namespace

StripRoom room_of(const std::vector<Strip>& strips, const View& view) {
  StripRoom room;
  const bool folded =
      std::any_of(view.items().begin(), view.items().end(), [](const Item& item) { return item.look == Look::fold; });
  for (const Strip& strip : strips) {
    room.below += (room.below > 0 ? distance : margin + height / 2) + (folded ? range_height : 0);
    room.left = std::max(room.left, beside + text_width(strip.label, label_size));
    for (const std::string& line : lines_of(strip.note))
      room.right = std::max(room.right, beside + text_width(line, note_size));
  }
  return room;
}

void draw_strips(Canvas& canvas, const View& view, const Layout& layout, const std::vector<Strip>& strips,
                 const Heat* heat) {
  std::map<std::pair<int, double>, double> next;  // of a phase and a floor: where its next strip stands
  for (std::size_t i = 0; i < strips.size(); ++i) {
    const Strip& strip = strips[i];
    StripPainter painter(canvas, heat, strip, static_cast<int>(i));
    const auto rows = rows_of(layout, strip.lane);
    for (const auto& panels : rows) {
      const double floor = panels.front()->floor;
      double& place = next.insert({{view.lanes()[at(strip.lane)].phase, floor}, floor - margin}).first->second;
      const double y = place;
      place -= distance;
      bool folded = false;
      double left = panels.front()->box.left(), right = left;
      for (const Panel* panel : panels) {
        painter.segment(*panel, y);
        folded = folded || panel->step != panel->last_step;
        left = std::min(left, panel->box.left()), right = std::max(right, panel->box.right());
      }
      if (folded && !strip.segments.empty()) place -= range_height;
      const std::string role = fmt::format("strip of-strip{}", i);
      canvas.note(left - 6, y, clean(strip.label), label_size, style::muted, Align::right, "", false, role);
      if (strip.note.empty() || &panels != &rows.back()) continue;  // from other rows, states run on there
      const auto lines = lines_of(strip.note);
      double line_y = y + (static_cast<double>(lines.size()) - 1) * line_height / 2;
      for (const std::string& line : lines) {
        canvas.note((strip.segments.empty() ? left : right) + 8, line_y, clean(line, 120), note_size, style::muted,
                    Align::left, "", false, role);
        line_y -= line_height;
      }
    }
  }
}

}  // namespace unroll::graphs
