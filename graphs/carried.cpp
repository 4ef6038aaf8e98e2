#include "graphs/carried.hpp"

#include <algorithm>
#include <set>

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// Does the root read any state of these but the last without passing a later one? In a traced graph with several roots,
// the one that the pass began at: its gradient came from no user.
bool enters_before_the_last(const Snapshot& snapshot, const CarriedState& carried) {
  std::vector<char> state(snapshot.nodes().size(), false), reached(state.size(), false);
  for (const auto& moment : carried.moments)
    for (int n : moment.nodes) state[at(n)] = true;
  for (int root : snapshot.roots()) reached[at(root)] = !snapshot.traced() || snapshot.nodes()[at(root)].gradient;
  for (const SnapshotEdge& e : snapshot.edges())
    if (e.flow) reached[at(e.from)] = false;
  for (int n = static_cast<int>(reached.size()); n-- > 0;) {  // inputs have smaller numbers
    if (!reached[at(n)] || state[at(n)]) continue;
    for (const SnapshotEdge& e : snapshot.inputs(n))
      if (!snapshot.traced() || e.flow) reached[at(e.from)] = true;
  }
  const auto& last = carried.moments.back().nodes;
  return std::any_of(carried.moments.begin(), carried.moments.end(), [&](const auto& moment) {
    return std::any_of(moment.nodes.begin(), moment.nodes.end(),
                       [&](int n) { return reached[at(n)] && std::find(last.begin(), last.end(), n) == last.end(); });
  });
}

}  // namespace

std::vector<CarriedState> carried_states(const View& view) {
  const Snapshot& snapshot = view.snapshot();
  std::map<std::string, int> lanes;
  for (int i = 0; i < static_cast<int>(view.lanes().size()); ++i) lanes.emplace(view.lanes()[at(i)].name, i);
  // Of each lane, each step and each field, the node that comes last.
  std::map<int, std::map<int, std::map<std::string, int>>> found;
  for (int n = 0; n < static_cast<int>(snapshot.nodes().size()); ++n) {
    const SnapshotNode& node = snapshot.nodes()[at(n)];
    if (node.role != Role::state || node.step == 0 || node.backward) continue;
    const auto lane = lanes.find(outside_time(node.scope));
    if (lane != lanes.end()) found[lane->second][node.step][node.field] = n;
  }

  std::vector<CarriedState> result;
  for (const auto& [lane, steps] : found) {
    std::set<std::string> fields;
    for (const auto& step : steps)
      for (const auto& field : step.second) fields.insert(field.first);
    CarriedState carried{lane, {fields.begin(), fields.end()}, {}, false};
    std::vector<int> order;
    for (const auto& step : steps) order.push_back(step.first);
    if (view.lanes()[at(lane)].mirrored) std::reverse(order.begin(), order.end());
    std::map<std::string, int> latest;
    for (int step : order) {
      for (const auto& [field, node] : steps.at(step)) latest[field] = node;
      if (latest.size() < fields.size()) continue;
      carried.moments.push_back({step, {}});
      for (const auto& entry : latest) carried.moments.back().nodes.push_back(entry.second);
    }
    if (carried.moments.empty()) continue;
    carried.fed = enters_before_the_last(snapshot, carried);
    result.push_back(std::move(carried));
  }
  return result;
}

}  // namespace unroll::graphs
