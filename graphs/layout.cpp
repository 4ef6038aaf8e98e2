#include "graphs/layout.hpp"

#include <algorithm>
#include <climits>
#include <cmath>
#include <limits>
#include <set>

#include "graphs/block.hpp"
#include "graphs/path.hpp"
#include "graphs/rolled.hpp"
#include "graphs/text.hpp"
#include "graphs/wrap.hpp"

namespace unroll::graphs {

namespace {

constexpr double header = 24;      // of a panel, for "t = 3"
constexpr double air = 16;         // between a panel's border and what is in it
constexpr double gap = 22;         // between panels
constexpr double arc_height = 62;  // room for the way back at cell level
constexpr double rail_height = 20, rail_distance = 30, rail_margin = 34;
constexpr double attention_start = 10;  // above the panels
constexpr double bus_distance = 10;     // between the lines that run above the panels

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// A lane of the forward graph, or the backward pass: blocks side by side, in the order in which values flow.
struct Row {
  std::vector<Block> blocks;
  std::vector<int> steps;   // of each block; 0 before time, −1 after it
  double up = 0, down = 0;  // extent of its panels above and below the top line
  double buses = 0;         // and of what runs above the panels
  bool mirrored = false, backward = false;
  int phase = 0;  // its columns stand to the right of those of an earlier phase
};

class Layouter {
 public:
  Layouter(const View& view, Layout& out, const StripRoom& strips) : view_(view), out_(out), strips_(strips) {
    out_.items.resize(view.items().size());
    out_.links.resize(view.links().size());
    block_of_.resize(view.items().size());
    arcs_ = has_arcs();
    place_items_in_rows();
    find_shared();
    for (Row& row : rows_) arrange(row);
    align_columns();
    place_rows();
    route_links();
    measure();
  }

 private:
  const Item& item(int i) const { return view_.items()[at(i)]; }

  // One state a step at cell level: then the way back has the room above for itself.
  bool has_arcs() const {
    if (view_.level() != Level::cell || !view_.snapshot().traced()) return false;
    std::set<std::pair<int, int>> steps;
    for (const Item& i : view_.items())
      if (i.look == Look::state && !steps.insert({i.lane, i.step}).second) return false;
    return !steps.empty();
  }

  void place_items_in_rows() {
    const int n = static_cast<int>(view_.items().size());
    // What depends on a step comes after time. Items are not in topological order (leaves come last), nodes are.
    std::vector<char> after(at(n), false);
    std::vector<std::vector<int>> into(at(n));
    for (const Link& l : view_.links()) into[at(l.to)].push_back(l.from);
    std::vector<int> order(at(n));
    for (int i = 0; i < n; ++i) order[at(i)] = i;
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return item(a).node < item(b).node; });
    for (int i : order)
      for (int from : into[at(i)])
        if (item(from).backward == item(i).backward && (item(from).step > 0 || after[at(from)])) after[at(i)] = true;
    // A leaf stands beside its user.
    for (const Link& l : view_.links())
      if (item(l.from).look == Look::leaf && item(l.from).step == 0 && item(l.to).step == 0 && after[at(l.to)])
        after[at(l.from)] = true;

    // What lies between two lanes, after one and before the other, stands before the one that reads it.
    for (auto i = order.rbegin(); i != order.rend(); ++i)
      for (int from : into[at(*i)])
        if (!item(*i).backward && item(from).step == 0 && (item(*i).step > 0 || !after[at(*i)]))
          after[at(from)] = false;

    const std::vector<Lane>& lanes = view_.lanes();
    const std::vector<int> lane = lanes_of_items(after, into);
    const int steps = view_.snapshot().steps();
    for (int r = static_cast<int>(lanes.size()); r-- > -1;) {  // the highest lane first; the backward pass last
      Row row;
      row.backward = r < 0;
      row.mirrored = row.backward || lanes[at(r)].mirrored;
      row.phase = row.backward ? 0 : lanes[at(r)].phase;
      std::map<int, std::vector<int>> members;  // by position along the flow
      for (int i = 0; i < n; ++i) {
        if (item(i).look == Look::rail || item(i).look == Look::sum) continue;
        if (item(i).backward != row.backward || (!row.backward && lane[at(i)] != r)) continue;
        const int step = item(i).step;
        // Before, 1 … T, after; where the flow is from T to 1, the other way round.
        const int position = step > 0 ? (row.mirrored ? steps + 1 - step : step) : after[at(i)] ? steps + 1 : 0;
        members[position].push_back(i);
      }
      for (auto& [position, list] : members) {
        for (int i : list) block_of_[at(i)] = {static_cast<int>(rows_.size()), static_cast<int>(row.blocks.size())};
        const bool time = position >= 1 && position <= steps;
        row.steps.push_back(!time ? (position == 0 ? 0 : -1) : row.mirrored ? steps + 1 - position : position);
        row.blocks.emplace_back(view_, std::move(list), steps > 0);
      }
      if (!row.blocks.empty()) rows_.push_back(std::move(row));
    }
  }

  // What comes before time is in the lane that reads it, what comes after in the highest that runs forwards.
  std::vector<int> lanes_of_items(const std::vector<char>& after, const std::vector<std::vector<int>>& into) const {
    int highest = 0;
    for (int r = 0; r < static_cast<int>(view_.lanes().size()); ++r)
      if (!view_.lanes()[at(r)].mirrored) highest = r;
    std::vector<int> lane(after.size(), -1);
    for (int i = 0; i < static_cast<int>(after.size()); ++i)
      if (item(i).step > 0 || after[at(i)]) lane[at(i)] = item(i).step > 0 ? item(i).lane : highest;
    std::vector<int> settled;
    for (int i = 0; i < static_cast<int>(lane.size()); ++i)
      if (lane[at(i)] >= 0) settled.push_back(i);
    for (std::size_t k = 0; k < settled.size(); ++k)
      for (int from : into[at(settled[k])])
        if (lane[at(from)] < 0) lane[at(from)] = lane[at(settled[k])], settled.push_back(from);
    for (int& l : lane) l = std::max(l, 0);
    return lane;
  }

  struct Where {
    int row = -1, block = -1;
  };
  Where where(int i) const { return block_of_[at(i)]; }  // −1 of bars

  // What is made before time and read in several steps, such as one product for the whole sequence: each step gets it
  // in the same way, so that they all look the same.
  void find_shared() {
    std::map<int, std::set<int>> steps;
    for (const Link& l : view_.links())
      if (item(l.from).step == 0 && where(l.from).row >= 0 && !item(l.from).starts && item(l.to).step > 0)
        steps[l.from].insert(item(l.to).step);
    for (const auto& [source, readers] : steps)
      if (readers.size() > 1) shared_.insert(source);
  }

  // Tells every block what comes in and goes out, lets it arrange itself, and measures the row.
  void arrange(Row& row) {
    const int r = static_cast<int>(&row - rows_.data());
    for (int l = 0; l < static_cast<int>(view_.links().size()); ++l) {
      const Link& link = view_.links()[at(l)];
      const Where from = where(link.from), to = where(link.to);
      if (!link.drawn || link.weight) continue;
      if (to.row == r && (from.row < 0 || comes_from_below(link)))  // a tap, or from the lane below
        row.blocks[at(to.block)].add_port_below(link.to, l);
      if (from.row == r && to.row < 0) row.blocks[at(from.block)].add_port_below(link.from, l);  // an addend
      if (from.row != r || to.row != r) continue;
      if (from.block == to.block) {
        row.blocks[at(from.block)].add_link(l);
      } else if (to.block == from.block + 1 && !shared_.count(link.from)) {
        row.blocks[at(from.block)].add_exit(l);
        row.blocks[at(to.block)].add_entry(l, link.from);
      } else {
        far_.insert(l);
      }
    }
    keep_state_lines(row);
    // What is beside time follows the order of the states' lines in time.
    std::vector<std::string> order;
    for (bool time : {true, false})
      for (std::size_t b = 0; b < row.blocks.size(); ++b) {
        if ((row.steps[b] > 0) != time) continue;
        row.blocks[b].arrange(order);
        if (order.empty() && time)
          for (const Block::Line& line : row.blocks[b].lines()) order.push_back(line.state);
      }
    for (const std::string& state : order) straighten(row, state);
    for (Block& block : row.blocks) block.settle();
    // What stands before time is level with where it goes in.
    if (row.blocks.size() > 1 && row.steps[0] == 0) row.blocks[0].align_exits(row.blocks[1]);
    for (std::size_t b = 0; b < row.blocks.size(); ++b) {
      row.up = std::max(row.up, row.blocks[b].up());
      row.down = std::max(row.down, row.blocks[b].down());
    }
    find_buses(row, r);
  }

  // A state's line is straight through all steps.
  static void straighten(Row& row, const std::string& state) {
    double lowest = 0;
    for (const Block& block : row.blocks)
      for (const Block::Line& line : block.lines())
        if (line.state == state) lowest = std::max(lowest, line.y);
    for (Block& block : row.blocks)
      for (std::size_t k = 0; k < block.lines().size(); ++k)
        if (block.lines()[k].state == state) block.lower_line(k, lowest);
  }

  bool crosses_rows(const Link& link) const {
    const int from = where(link.from).row, to = where(link.to).row;
    return from >= 0 && to >= 0 && from != to;
  }
  // It arrives at the lower side of an item in time; otherwise, from the side.
  bool comes_from_below(const Link& link) const {
    return crosses_rows(link) && where(link.from).row > where(link.to).row && item(link.to).step > 0 &&
           rows_[at(where(link.from).row)].phase == rows_[at(where(link.to).row)].phase;
  }

  bool stays_in_step(const Link& link) const {
    return crosses_rows(link) && item(link.from).step > 0 && item(link.to).step == item(link.from).step;
  }
  bool passes_rows(const Link& link) const {
    return stays_in_step(link) && comes_from_below(link) && where(link.from).row > where(link.to).row + 1;
  }

  // Goes to what is before time where time begins at the right, past a row that may have its end there.
  bool passes_beside(const Link& link) const {
    if (!crosses_rows(link) || item(link.from).step == 0 || item(link.to).step > 0) return false;
    return where(link.from).row > where(link.to).row + 1 && rows_[at(where(link.to).row)].mirrored;
  }

  // One for all that goes to the same item far away, or comes from the same one before time.
  int bus_of(const Link& link) const {
    return stays_in_step(link) || shared_.count(link.from) ? -1 - link.from : link.to;
  }

  // The lines that run above a row's panels; what stays in its step,
  // on its way to another row, shares the lowest ones with the other steps.
  void find_buses(Row& row, int r) {
    std::set<int> buses;
    std::map<int, std::set<int>> local;  // of a step: what is handed up
    for (int l = 0; l < static_cast<int>(view_.links().size()); ++l) {
      const Link& link = view_.links()[at(l)];
      if (link.weight) continue;
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
  double bus_height(const Link& link, int r) const {
    return rows_[at(r)].up + 12 + bus_distance * bus_level_.at({r, bus_of(link)});
  }

  // In the last step some states are not read any more; their lines stay, so that it looks like the others.
  void keep_state_lines(Row& row) {
    std::set<int> leaves;
    for (const Link& l : view_.links())
      if (l.drawn && where(l.from).row >= 0 && where(l.to).row == where(l.from).row &&
          where(l.to).block == where(l.from).block + 1)
        leaves.insert(l.from);
    for (std::size_t b = 1; b < row.blocks.size(); ++b)
      for (int i : row.blocks[b].items()) {
        const SnapshotNode& n = view_.snapshot().nodes()[at(item(i).node)];
        const bool state = n.role == Role::state && item(i).step > 0 && item(i).look != Look::leaf && !item(i).backward;
        const int last = row.mirrored ? 1 : view_.snapshot().steps();
        if (state && row.steps[b] == last && !leaves.count(i)) row.blocks[b].add_idle_exit(i);
      }
  }

  // Both rows give a step the same place.
  void align_columns() {
    for (const Row& row : rows_)
      for (std::size_t b = 0; b < row.blocks.size(); ++b) {
        double& w = column_[column_key(row, b)];
        w = std::max(w, row.blocks[b].width());
      }
    double x = 0, end = 0;  // of the panels so far
    int phase = 0;
    for (auto& [key, width] : column_) {
      if (key == INT_MAX && joins_after_time()) x += sums_width();
      const bool time = key != INT_MAX && key % phase_stride() != 0 && key % phase_stride() != phase_stride() - 1;
      if (time && key / phase_stride() != phase) {  // between them stand the texts beside rails and strips
        phase = key / phase_stride();
        x = std::max(x, end + std::max(sums_width() + names_width(), strips_.right + strips_.left));
      }
      left_[key] = x;
      if (time) end = x + width;
      x += width + (view_.snapshot().steps() > 0 ? gap : 0);
    }
  }
  // Lines from other rows to what comes after time pass to the right of what is written beside the rails.
  bool joins_after_time() const {
    return std::any_of(view_.links().begin(), view_.links().end(), [this](const Link& l) {
      return l.drawn && crosses_rows(l) && item(l.from).step > 0 && item(l.to).step == 0 && !item(l.to).backward;
    });
  }
  double sums_width() const {
    double widest = 0;
    for (const Item& i : view_.items())
      if (i.look == Look::rail) widest = std::max(widest, text_width(sum_of_shares(i) + " = 0.0000", 10));
    return widest + 24;
  }
  double names_width() const {
    double widest = 0;
    for (const Item& i : view_.items())
      if (i.look == Look::rail) widest = std::max(widest, text_width(i.label + "  (00, 00)", 12));
    return widest;
  }
  // Columns from the left: of each phase what stands before its panels, steps 1 … T, what stands after them. After
  // the last phase comes what the whole sequence ends in.
  int phase_stride() const { return view_.snapshot().steps() + 2; }
  int column_key(const Row& row, std::size_t b) const {
    const int s = row.steps[b], first = row.phase * phase_stride();
    if (s > 0) return first + s;
    if ((s == 0) != row.mirrored) return first;
    return row.phase == last_phase() ? INT_MAX : first + phase_stride() - 1;
  }
  int last_phase() const {
    int last = 0;
    for (const Row& row : rows_) last = std::max(last, row.phase);
    return last;
  }

  void place_rows() {
    for (const Link& l : view_.links())
      if (item(l.from).look == Look::rail && l.drawn)
        row_of_rail_[l.from] = std::max(row_of_rail_[l.from], where(l.to).row);
    double y = 0, lowest = 0, buses = 0;
    for (std::size_t r = 0; r < rows_.size(); ++r)  // the highest panels of all phases are level
      if (r == 0 || rows_[r].phase != rows_[r - 1].phase) buses = std::max(buses, rows_[r].buses);
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      Row& row = rows_[r];
      if (r == 0 || row.phase != rows_[r - 1].phase) {
        first_panel_ = out_.panels.size();
        lowest = std::min(lowest, y);
        y = row.buses - buses;
      }
      if (row.backward) y = std::min(y, lowest), first_panel_ = 0;
      const bool time = view_.snapshot().steps() > 0;
      const double above = row.up + (time ? header + air / 2 : 0) + (arcs_ ? arc_height : 0);
      const double below = row.down + air;
      y -= row.buses;
      const double top_line = y - above;
      for (std::size_t b = 0; b < row.blocks.size(); ++b) {
        const int key = column_key(row, b);
        Block& block = row.blocks[b];
        const double slack = column_.at(key) - block.width();
        // Outside time, a block keeps to the side where its links go.
        const bool before = (row.steps[b] == 0) != row.mirrored;
        const double x = left_.at(key) + (row.steps[b] > 0 ? slack / 2 : before ? slack : 0);
        block.place(x, top_line, row.mirrored);
        block.report(out_.items);
        if (row.steps[b] > 0)
          out_.panels.push_back(
              {row.steps[b],
               item(block.items().front()).last_step,
               item(block.items().front()).lane,
               row.backward,
               {left_.at(key) + column_.at(key) / 2, (y + top_line - below) / 2, column_.at(key), above + below},
               0});
      }
      row.up = y;  // from here on, where its panels end
      y = top_line - below;
      row.down = y;
      if (!row.backward) y = place_bars(Look::rail, y, static_cast<int>(r));
      if (r + 1 == rows_.size()) y = place_bars(Look::sum, y, -1);
      for (std::size_t p = first_panel_; p < out_.panels.size(); ++p) out_.panels[p].floor = y;
      y -= 24;
    }
  }

  // Rails, or sums, under row r whose lower edge is y; returns the new lower edge. What is tapped furthest to the
  // left comes first, so that few taps cross other junctions.
  double place_bars(Look look, double y, int r) {
    std::vector<std::pair<double, int>> bars;
    double first = std::numeric_limits<double>::infinity(), last = -first;
    for (std::size_t p = first_panel_; p < out_.panels.size(); ++p) {
      first = std::min(first, out_.panels[p].box.left());
      last = std::max(last, out_.panels[p].box.right());
    }
    std::map<int, double> leftmost;
    for (int i = 0; i < static_cast<int>(view_.items().size()); ++i)
      if (item(i).look == look && (look == Look::sum || row_of_rail_[i] == r))
        leftmost[i] = std::numeric_limits<double>::infinity();
    for (const Link& l : view_.links()) {
      const int bar = look == Look::rail ? l.from : l.to, other = look == Look::rail ? l.to : l.from;
      const auto found = leftmost.find(bar);
      if (found == leftmost.end() || where(other).row < 0) continue;
      found->second = std::min(found->second, out_.items[at(other)].left());
      last = std::max(last, out_.items[at(other)].right() + 8);
    }
    for (const auto& [i, left] : leftmost) bars.push_back({left, i});
    if (bars.empty()) return y;
    if (out_.panels.empty()) first = bars.front().first - 8;  // only what is outside time taps it
    std::stable_sort(bars.begin(), bars.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    y -= rail_margin;
    for (const auto& bar : bars) {
      out_.items[at(bar.second)] = {(first + last) / 2, y, last - first, rail_height};
      y -= rail_distance;
    }
    return y + rail_distance - rail_height / 2;
  }

  void route_links() {
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
      if (link.weight) {
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

  bool is_state_link(const Link& link) const {
    const Item &from = item(link.from), &to = item(link.to);
    const bool starts =
        from.look == Look::state || from.look == Look::fold || (from.look == Look::leaf && from.step == 0);
    if (!(to.look == Look::state || to.look == Look::fold) || !starts || crosses_rows(link)) return false;
    const bool mirrored = rows_[at(where(link.to).row)].mirrored;
    return from.step == 0 || (mirrored ? to.last_step + 1 == from.step : to.step == from.last_step + 1);
  }

  // Above the panels: up from the source, along, and up or down to the target. Where other items are in the way,
  // through the space beside the column; past other rows, through the space between two steps.
  std::vector<Point> bus(int l, Where from, Where to) const {
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
    const Point tip = below   ? end.port_below(l)
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
  void attend(const Link& link, Route& route) const {
    const Where from = where(link.from), to = where(link.to);
    const Box &source = out_.items[at(link.from)], &target = out_.items[at(link.to)];
    int top = from.row;  // the row that the step's uppermost state stands in
    int uppermost = link.from;
    for (const Link& l : view_.links())
      if (l.to == link.to && l.weight && item(l.from).step == item(link.from).step && where(l.from).row < top)
        top = where(l.from).row, uppermost = l.from;
    const auto port = [&](int i) {
      const Box& box = out_.items[at(i)];
      return box.x + (rows_[at(where(i).row)].mirrored ? -0.38 : 0.38) * box.width;
    };
    const Point start{port(link.from), source.top()}, meeting{port(uppermost), rows_[at(top)].up + attention_start};
    std::vector<Point> points{start};
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
    const Point landing{target.x, std::max(rows_[at(to.row)].up, meeting.y)};
    const double height = std::max(meeting.y, landing.y) + 20 + 0.11 * std::abs(landing.x - meeting.x);
    path.curve({meeting.x, height}, {landing.x, height}, landing);
    path.line({target.x, target.top()});
    route.curve = path.points();
  }

  std::vector<Point> arc(const Link& link) const {
    const Box &from = out_.items[at(link.to)], &to = out_.items[at(link.from)];
    const double back = rows_[at(where(link.to).row)].mirrored ? 1 : -1;
    const double start = from.x + back * from.width * 0.17, end = to.x - (to.width > 60 ? back * to.width * 0.17 : 0);
    const double height = std::max(from.top(), to.top()) + arc_height * 0.95;
    return {{start, from.top()}, {start + back * 12, height}, {end - back * 14, height}, {end, to.top()}};
  }

  void measure() {
    double left = 1e30, right = -1e30, bottom = 1e30, top = -1e30;
    const auto take = [&](double x, double y) {
      left = std::min(left, x), right = std::max(right, x), bottom = std::min(bottom, y), top = std::max(top, y);
    };
    const auto take_box = [&](const Box& b) { take(b.left(), b.bottom()), take(b.right(), b.top()); };
    for (const Box& b : out_.items) take_box(b);
    for (const Panel& p : out_.panels) take_box(p.box);
    for (const Route& r : out_.links)
      for (const Point& p : r.curve) take(p.x, p.y);
    out_.bounds = {(left + right) / 2, (bottom + top) / 2, right - left, top - bottom};
  }

  const View& view_;
  Layout& out_;
  const StripRoom strips_;
  bool arcs_ = false;
  std::vector<Row> rows_;
  std::vector<Where> block_of_;     // of each item
  std::map<int, int> row_of_rail_;  // the lowest row that taps it
  std::map<int, double> column_, left_;
  std::set<int> far_, shared_;
  std::size_t first_panel_ = 0;                   // of the phase that is being placed
  std::map<std::pair<int, int>, int> bus_level_;  // of a row and a target, or of a row and −1 − source
};

}  // namespace

Layout::Layout(const View& view, const StripRoom& strips) {
  if (view.level() == Level::rolled) {
    lay_out_rolled(view, *this);
    return;
  }
  Layouter(view, *this, strips);
  if (view.wrap() > 0) wrap(view, *this, strips);
}

}  // namespace unroll::graphs
