// The lanes of a view: which item belongs to which, which stands above which, and which reads another by attention.
#include <algorithm>
#include <numeric>
#include <set>

#include "graphs/view.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

std::string outside_time(const std::string& scope) {
  for (std::size_t start = 0; start < scope.size();) {
    const std::size_t slash = std::min(scope.find('/', start), scope.size());
    const std::size_t equals = scope.find('=', start);
    if (equals < slash && scope.find_first_not_of("0123456789", equals + 1) >= slash)
      return scope.substr(0, start > 0 ? start - 1 : 0);
    start = slash + 1;
  }
  return scope;
}

// The backward pass is one row, whatever its lanes were.
int View::lane_of(const SnapshotNode& node) {
  if (node.step == 0 || node.backward) return 0;
  const std::string name = outside_time(node.scope);
  auto lane = std::find_if(lanes_.begin(), lanes_.end(), [&](const Lane& l) { return l.name == name; });
  if (lane == lanes_.end()) lane = lanes_.insert(lanes_.end(), {name});
  if (node.role == Role::state && node.track == 1) lane->mirrored = true;
  return static_cast<int>(lane - lanes_.begin());
}

// The states that a step attends to, from the link `first` on: key j is the state of step j, in every lane that has as
// many steps as there are keys. Only the strongest are drawn.
void View::weigh(int first, int read) {
  const std::vector<double> row = attentions_.row(read);
  if (row.empty() || snapshot_.nodes()[at(read)].step == 0) return;
  std::map<int, std::set<int>> steps;  // of a lane
  const auto lane_of_state = [this](const Link& l) {
    const Item& from = items_[at(l.from)];
    const SnapshotNode& node = snapshot_.nodes()[at(from.node)];
    return node.role == Role::state && node.step > 0 && from.look != Look::leaf ? from.lane : -1;
  };
  for (std::size_t l = at(first); l < links_.size(); ++l)
    if (const int lane = lane_of_state(links_[l]); lane >= 0 && lane != items_[at(links_[l].to)].lane)
      steps[lane].insert(items_[at(links_[l].from)].step);
  const std::vector<int> drawn = strongest(row, attentions_.options().strongest);
  for (std::size_t l = at(first); l < links_.size(); ++l) {
    const int lane = lane_of_state(links_[l]), step = items_[at(links_[l].from)].step;
    if (lane < 0 || !steps.count(lane) || steps[lane].size() != row.size() || step > static_cast<int>(row.size()))
      continue;
    links_[l].weight = row[at(step - 1)];
    links_[l].drawn = std::find(drawn.begin(), drawn.end(), step - 1) != drawn.end();
  }
}

// What attends to what comes later in time, such as a decoder to its encoder, stands to the right of it; what attends
// to what came before, in the same steps.
void View::find_phases() {
  const auto backward = [](const Item& i) { return i.backward; };
  if (std::any_of(items_.begin(), items_.end(), backward)) return;
  std::set<std::pair<int, int>> apart;  // lanes: which is read, which reads
  for (const Link& l : links_)
    if (l.weight && *l.weight > 0 && items_[at(l.from)].step > items_[at(l.to)].step)
      apart.insert({items_[at(l.from)].lane, items_[at(l.to)].lane});
  for (std::size_t round = 0; round < lanes_.size(); ++round)
    for (const Link& l : links_) {
      const Item &from = items_[at(l.from)], &to = items_[at(l.to)];
      if (from.step == 0 || to.step == 0 || from.lane == to.lane || from.look == Look::rail) continue;
      int& phase = lanes_[at(to.lane)].phase;
      phase = std::max(phase, lanes_[at(from.lane)].phase + (l.weight && apart.count({from.lane, to.lane}) ? 1 : 0));
    }
}

// So that links lead upwards.
void View::sort_lanes() {
  if (lanes_.empty()) lanes_.emplace_back();
  const auto in_time = [](const Item& item) { return item.step > 0 && !item.backward; };
  std::vector<int> depth(lanes_.size(), 0), order(lanes_.size()), place(lanes_.size());
  for (std::size_t round = 0; round < lanes_.size(); ++round)
    for (const Link& l : links_) {
      const Item &from = items_[at(l.from)], &to = items_[at(l.to)];
      if (in_time(from) && in_time(to) && from.lane != to.lane)
        depth[at(to.lane)] = std::max(depth[at(to.lane)], depth[at(from.lane)] + 1);
    }
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return depth[at(a)] < depth[at(b)]; });
  std::vector<Lane> sorted;
  for (int lane : order) {
    place[at(lane)] = static_cast<int>(sorted.size());
    sorted.push_back(lanes_[at(lane)]);
  }
  lanes_ = std::move(sorted);
  for (Item& item : items_)
    if (in_time(item)) item.lane = place[at(item.lane)];
}

}  // namespace unroll::graphs
