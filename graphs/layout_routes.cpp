// The lines: within a row from block to block, above the panels where they go further, from rails up to their taps.
#include <algorithm>
#include <climits>
#include <cmath>

#include "graphs/layouter.hpp"
#include "graphs/path.hpp"

namespace unroll::graphs {

namespace {

constexpr double attention_start = 10;  // above the panels
constexpr double bus_distance = 10;     // between the lines that run above the panels

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

void Layouter::route_links() {
  for (int l = 0; l < static_cast<int>(view_.links().size()); ++l) {
    const Link& link = view_.links()[at(l)];
    const Where from = where(link.from), to = where(link.to);
    Route& route = out_.links[at(l)];
    if (!link.drawn) {
      const Box &a = out_.items[at(link.from)], &b = out_.items[at(link.to)];
      Path path({a.x, a.bottom()});
      path.line({b.x, b.top()});
      route.curve = path.points();
      continue;
    }
    if (from.row < 0 || to.row < 0) {
      const Where op = from.row < 0 ? to : from;
      const Point port = rows_[at(op.row)].blocks[at(op.block)].port_below(l);
      const Box& bar = out_.items[at(from.row < 0 ? link.from : link.to)];
      const Point junction{port.x, bar.top()};
      route.junction = junction;
      Path path(from.row < 0 ? junction : port);
      path.line(from.row < 0 ? port : junction);
      route.curve = path.points();
      continue;
    }
    const Row& row = rows_[at(to.row)];
    const Block& target = row.blocks[at(to.block)];
    if (flies(link)) {
      attend(link, route);
      continue;
    }
    if (from.block == to.block && from.row == to.row) {
      route.curve = target.is_chip(link.from) ? target.chip_route(l) : to_path(target.runs(l)).points();
    } else if (far_.count(l) || crosses_rows(link)) {
      route.curve = bus(l, from, to);
    } else {
      auto runs = row.blocks[at(from.block)].exit_runs(l);
      for (const Run& run : target.entry_runs(l)) runs.push_back(run);
      route.curve = to_path(runs).points();
    }
    if (arcs_ && link.flow && is_state_link(link)) route.arc = arc(link);
  }
}

bool Layouter::crosses_rows(const Link& link) const {
  const int from = where(link.from).row, to = where(link.to).row;
  return from >= 0 && to >= 0 && from != to;
}

// It arrives at the lower side of an item in time; otherwise, from the side.
bool Layouter::comes_from_below(const Link& link) const {
  return crosses_rows(link) && where(link.from).row > where(link.to).row && item(link.to).step > 0 &&
         rows_[at(where(link.from).row)].phase == rows_[at(where(link.to).row)].phase;
}

// Attention to what stands to the left goes in an arc over the panels; to what stands below, between them.
bool Layouter::flies(const Link& link) const { return link.weight && !comes_from_below(link); }

// What attends reads all states that stand below through one port.
int Layouter::port_of(int l) const {
  const Link& link = view_.links()[at(l)];
  return link.weight ? first_read_.at(link.to) : l;
}

bool Layouter::stays_in_step(const Link& link) const {
  return crosses_rows(link) && item(link.from).step > 0 && item(link.to).step == item(link.from).step;
}

bool Layouter::passes_rows(const Link& link) const {
  const bool stays = stays_in_step(link) || (link.weight && item(link.from).step > 0);
  return stays && comes_from_below(link) && where(link.from).row > where(link.to).row + 1;
}

// Goes to what is before time where time begins at the right, past a row that may have its end there.
bool Layouter::passes_beside(const Link& link) const {
  if (!crosses_rows(link) || item(link.from).step == 0 || item(link.to).step > 0) return false;
  return where(link.from).row > where(link.to).row + 1 && rows_[at(where(link.to).row)].mirrored;
}

// One for all that goes to the same item far away, or comes from the same one before time.
int Layouter::bus_of(const Link& link) const {
  return stays_in_step(link) || shared_.count(link.from) ? -1 - link.from : link.to;
}

// The lines that run above a row's panels; what stays in its step,
// on its way to another row, shares the lowest ones with the other steps.
void Layouter::find_buses(Row& row, int r) {
  std::set<int> buses;
  std::map<int, std::set<int>> local;  // of a step: what is handed up
  for (int l = 0; l < static_cast<int>(view_.links().size()); ++l) {
    const Link& link = view_.links()[at(l)];
    if (flies(link)) continue;
    const bool passes = link.drawn && (passes_rows(link) || passes_beside(link)) && where(link.to).row + 1 == r;
    if (!passes && (!link.drawn || where(link.from).row != r || (!far_.count(l) && !crosses_rows(link)))) continue;
    if (stays_in_step(link))
      local[item(link.from).step].insert(link.from);
    else
      buses.insert(bus_of(link));
  }
  int levels = 0;
  for (const auto& step : local) {
    int level = 0;
    for (int source : step.second) bus_level_[{r, -1 - source}] = level++;
    levels = std::max(levels, level);
  }
  for (int bus : buses) bus_level_[{r, bus}] = levels++;
  row.buses = levels ? levels * bus_distance + 12 : 0;
}

double Layouter::bus_height(const Link& link, int r) const {
  return rows_[at(r)].up + 12 + bus_distance * bus_level_.at({r, bus_of(link)});
}

bool Layouter::is_state_link(const Link& link) const {
  const Item &from = item(link.from), &to = item(link.to);
  const bool starts =
      from.look == Look::state || from.look == Look::fold || (from.look == Look::leaf && from.step == 0);
  if (!(to.look == Look::state || to.look == Look::fold) || !starts || crosses_rows(link)) return false;
  const bool mirrored = rows_[at(where(link.to).row)].mirrored;
  return from.step == 0 || (mirrored ? to.last_step + 1 == from.step : to.step == from.last_step + 1);
}

// Above the panels: up from the source, along, and up or down to the target. Where other items are in the way,
// through the space beside the column; past other rows, through the space between two steps.
std::vector<Point> Layouter::bus(int l, Where from, Where to) const {
  const Link& link = view_.links()[at(l)];
  const double out = rows_[at(from.row)].mirrored ? -1 : 1, in = rows_[at(to.row)].mirrored ? -1 : 1;
  const Box &source = out_.items[at(link.from)], &target = out_.items[at(link.to)];
  const Block &start = rows_[at(from.row)].blocks[at(from.block)], &end = rows_[at(to.row)].blocks[at(to.block)];
  // A state's middle belongs to its arcs, and what is right of it to their numbers.
  const Look look = item(link.from).look;
  const double aside = look == Look::state ? source.width * 0.38 : look == Look::loss ? -source.width * 0.3 : 0;
  std::vector<Point> points;
  if (start.is_topmost(link.from))
    points = {{source.x + out * aside, source.top()}};
  else
    points = {{source.x + out * source.width / 2, source.y}, {start.gutter_after(link.from), source.y}};
  double y = bus_height(link, from.row);
  points.push_back({points.back().x, y});
  if (passes_rows(link) || passes_beside(link)) {
    const int step = item(link.from).step;
    const double between = passes_beside(link) ? left_.at(INT_MAX) - gap / 2
                           : out > 0           ? left_.at(step) + column_.at(step) + gap / 2
                                               : left_.at(step) - gap / 2;
    points.push_back({between, y});
    y = bus_height(link, to.row + 1);
    points.push_back({between, y});
  }
  const bool below = comes_from_below(link), above = !crosses_rows(link) && end.is_topmost(link.to);
  const Point tip = below   ? end.port_below(port_of(l))
                    : above ? Point{target.x, target.top()}
                            : Point{target.x - in * target.width / 2, target.y};
  const double last = below || above ? tip.x : end.gutter_before(link.to);
  points.push_back({last, y});
  if (!below && !above) points.push_back({last, tip.y});
  points.push_back(tip);
  return rounded(points).points();
}

// From a state up to the upper edge of the panels, where all states of its step meet, and in an arc to what attends
// to it.
void Layouter::attend(const Link& link, Route& route) const {
  const Where from = where(link.from), to = where(link.to);
  const Box &source = out_.items[at(link.from)], &target = out_.items[at(link.to)];
  int top = from.row;  // the row that the step's uppermost state stands in
  int uppermost = link.from;
  for (const Link& l : view_.links())
    if (l.to == link.to && l.weight && item(l.from).step == item(link.from).step && where(l.from).row < top)
      top = where(l.from).row, uppermost = l.from;
  const Point start{riser_of(link.from), source.top()},
      meeting{riser_of(uppermost), rows_[at(top)].up + attention_start};
  const Block& begin = rows_[at(from.row)].blocks[at(from.block)];
  std::vector<Point> points{start};
  if (!begin.is_topmost(link.from)) {
    const double side = rows_[at(from.row)].mirrored ? source.left() : source.right();
    points = {{side, source.y}, {start.x, source.y}};
  }
  if (uppermost != link.from) {  // beside the panels above
    const int key = column_key(rows_[at(from.row)], at(from.block));
    const double between = left_.at(key) + column_.at(key) + gap / 2;
    points.push_back({start.x, rows_[at(from.row)].up + 8});
    points.push_back({between, points.back().y});
    points.push_back({between, meeting.y});
  }
  points.push_back(meeting);
  Path path = rounded(points);
  if (uppermost != link.from) route.joined = static_cast<int>(path.points().size()) - 1;
  const Block& end = rows_[at(to.row)].blocks[at(to.block)];
  const bool above = end.is_topmost(link.to);
  const Point landing{above ? target.x : end.gutter_before(link.to), std::max(rows_[at(to.row)].up, meeting.y)};
  const double height = std::max(meeting.y, landing.y) + 20 + 0.11 * std::abs(landing.x - meeting.x);
  path.curve({meeting.x, height}, {landing.x, height}, landing);
  std::vector<Point> in{landing};
  if (!above) in.push_back({landing.x, target.y});
  in.push_back(above ? Point{target.x, target.top()} : Point{target.left(), target.y});
  const Path last = rounded(in);
  route.curve = path.points();
  route.curve.insert(route.curve.end(), last.points().begin() + 1, last.points().end());
}

// Where a line goes up from an item to the arcs: from its upper side, or where others stand above it, beside them.
double Layouter::riser_of(int i) const {
  const Box& box = out_.items[at(i)];
  const Row& row = rows_[at(where(i).row)];
  const Block& block = row.blocks[at(where(i).block)];
  return block.is_topmost(i) ? box.x + (row.mirrored ? -0.38 : 0.38) * box.width : block.gutter_after(i);
}

std::vector<Point> Layouter::arc(const Link& link) const {
  const Box &from = out_.items[at(link.to)], &to = out_.items[at(link.from)];
  const double back = rows_[at(where(link.to).row)].mirrored ? 1 : -1;
  const double start = from.x + back * from.width * 0.17, end = to.x - (to.width > 60 ? back * to.width * 0.17 : 0);
  const double height = std::max(from.top(), to.top()) + arc_height * 0.95;
  return {{start, from.top()}, {start + back * 12, height}, {end - back * 14, height}, {end, to.top()}};
}

}  // namespace unroll::graphs
