// Which item stands in which row and block, and what runs between the blocks.
#include <algorithm>
#include <set>

#include "graphs/layouter.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

void Layouter::place_items_in_rows() {
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
      if (!item(*i).backward && item(from).step == 0 && (item(*i).step > 0 || !after[at(*i)])) after[at(from)] = false;

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
std::vector<int> Layouter::lanes_of_items(const std::vector<char>& after,
                                          const std::vector<std::vector<int>>& into) const {
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
  for (std::size_t i = 0; i < lane.size(); ++i)  // read by nothing that is drawn
    for (int from : into[i])
      if (lane[i] < 0) lane[i] = lane[at(from)];
  for (int& l : lane) l = std::max(l, 0);
  return lane;
}

// What is made before time and read in several steps, such as one product for the whole sequence: each step gets it
// in the same way, so that they all look the same.
void Layouter::find_shared() {
  std::map<int, std::set<int>> steps;
  for (const Link& l : view_.links())
    if (item(l.from).step == 0 && where(l.from).row >= 0 && !item(l.from).starts && item(l.to).step > 0)
      steps[l.from].insert(item(l.to).step);
  for (const auto& [source, readers] : steps)
    if (readers.size() > 1) shared_.insert(source);
}

// Tells every block what comes in and goes out, lets it arrange itself, and measures the row.
void Layouter::arrange(Row& row) {
  const int r = static_cast<int>(&row - rows_.data());
  for (int l = 0; l < static_cast<int>(view_.links().size()); ++l) {
    const Link& link = view_.links()[at(l)];
    const Where from = where(link.from), to = where(link.to);
    if (!link.drawn || flies(link)) continue;
    const bool first = !link.weight || first_read_.try_emplace(link.to, l).first->second == l;
    if (to.row == r && first && (from.row < 0 || comes_from_below(link)))  // a tap, or from the lane below
      row.blocks[at(to.block)].add_port_below(link.to, l);
    if (from.row == r && to.row < 0) row.blocks[at(from.block)].add_port_below(link.from, l);  // an addend
    if (from.row != r || to.row != r) continue;
    if (from.block == to.block) {
      row.blocks[at(from.block)].add_link(l);
    } else if (to.block == from.block + 1 && !shared_.count(link.from) && !will_wrap(link)) {
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

// What comes after time stands in the last row of steps, and this leads there from an earlier one.
bool Layouter::will_wrap(const Link& link) const {
  if (view_.wrap() == 0 || item(link.from).step == 0 || item(link.to).step > 0) return false;
  std::set<int> steps;
  for (const Item& i : view_.items())
    if (i.step > 0) steps.insert(i.step);
  const auto place = std::distance(steps.begin(), steps.find(item(link.from).step));
  return place / view_.wrap() != (static_cast<std::ptrdiff_t>(steps.size()) - 1) / view_.wrap();
}

// A state's line is straight through all steps.
void Layouter::straighten(Row& row, const std::string& state) {
  double lowest = 0;
  for (const Block& block : row.blocks)
    for (const Block::Line& line : block.lines())
      if (line.state == state) lowest = std::max(lowest, line.y);
  for (Block& block : row.blocks)
    for (std::size_t k = 0; k < block.lines().size(); ++k)
      if (block.lines()[k].state == state) block.lower_line(k, lowest);
}

// In the last step some states are not read any more; their lines stay, so that it looks like the others.
void Layouter::keep_state_lines(Row& row) {
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

}  // namespace unroll::graphs
