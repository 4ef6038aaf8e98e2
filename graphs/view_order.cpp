// The order of the items within a step. Numbers come from a walk from the root, which enters one step by way of this
// state and the next by way of another; a layout that went by them would give the two steps different faces.
#include <algorithm>
#include <tuple>

#include "graphs/view.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

// Each step by a walk of its own, from what no other item of the step reads, the states first, by their names; inputs
// come before what uses them. The items of a step exchange places among themselves.
void View::order_steps() {
  std::map<std::tuple<bool, int, int>, std::vector<int>> steps;
  for (int i = 0; i < static_cast<int>(items_.size()); ++i)
    if (items_[at(i)].step > 0) steps[{items_[at(i)].backward, items_[at(i)].lane, items_[at(i)].step}].push_back(i);
  std::vector<Item> ordered = items_;
  std::vector<char> read(items_.size(), false), seen(items_.size(), false);
  std::vector<std::vector<int>> inputs(items_.size());
  for (const auto& [step, members] : steps) {
    for (int i : members)
      for (const SnapshotEdge& e : snapshot_.inputs(items_[at(i)].node))
        for (const Source& source : sources_of(items_[at(i)].node, e.input)) {
          const int from = item_of_[at(source.node)];
          if (from == i || !std::binary_search(members.begin(), members.end(), from)) continue;
          inputs[at(i)].push_back(from);
          read[at(from)] = true;
        }
    std::vector<int> ends;
    for (int i : members)
      if (!read[at(i)]) ends.push_back(i);
    const auto key = [this](int i) {
      const SnapshotNode& n = snapshot_.nodes()[at(items_[at(i)].node)];
      return std::tuple(n.role != Role::state, n.field, n.op);
    };
    std::stable_sort(ends.begin(), ends.end(), [&](int a, int b) { return key(a) < key(b); });

    std::vector<int> order;
    std::vector<std::pair<int, std::size_t>> stack;  // an item, and its next input
    for (int end : ends) {
      stack.push_back({end, 0});
      while (!stack.empty()) {
        auto& [i, next] = stack.back();
        if (next == 0 && seen[at(i)]) {
          stack.pop_back();
          continue;
        }
        seen[at(i)] = true;
        if (next < inputs[at(i)].size()) {
          const int from = inputs[at(i)][next++];
          if (!seen[at(from)]) stack.push_back({from, 0});
        } else {
          order.push_back(i);
          stack.pop_back();
        }
      }
    }
    for (std::size_t k = 0; k < members.size(); ++k) {
      ordered[at(members[k])] = items_[at(order[k])];
      item_of_[at(items_[at(order[k])].node)] = members[k];
    }
  }
  items_ = std::move(ordered);
  find_items_of_modules();
}

}  // namespace unroll::graphs
