#include "graphs/steps.hpp"

#include <algorithm>
#include <array>
#include <queue>
#include <set>

#include "graphs/norm_of_sum.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

using Key = std::array<int, 5>;  // the smallest comes first; the item itself is the last entry

Key key_of(const View& view, int i) {
  const Item& item = view.items()[at(i)];
  if (!is_step(item)) return {-1, 0, 0, 0, i};
  if (item.step == 0) return {item.backward, -1, 0, item.node, i};  // outside time: as soon as it can be
  if (item.backward) return {1, item.lane, -item.step, item.node, i};
  const bool mirrored = view.lanes()[at(item.lane)].mirrored;
  return {0, item.lane, mirrored ? -item.last_step : item.step, item.node, i};
}

}  // namespace

bool is_step(const Item& item) {
  for (Look look : {Look::leaf, Look::rail, Look::stub, Look::delay})
    if (item.look == look) return false;
  return true;
}

Steps::Steps(const View& view)
    : items(view.items().size()), links(view.links().size()), complete_(view.snapshot().edges().size(), 0) {
  order_forward(view);
  order_backward(view);
  time_gradients(view);
  find_turns(view);
  for (int i = 0; i < static_cast<int>(items.size()); ++i)
    if (view.items()[at(i)].look == Look::rail && items[at(i)].backward) add_up(view, i);
}

void Steps::order_forward(const View& view) {
  const int count = static_cast<int>(items.size());
  std::vector<int> waits_for(at(count), 0);
  std::vector<std::vector<int>> users(at(count));
  std::set<Key> waiting;
  std::priority_queue<Key, std::vector<Key>, std::greater<>> ready;
  const auto goes_round = [&](const Link& l) {
    return view.items()[at(l.from)].look == Look::delay || view.items()[at(l.to)].look == Look::delay;
  };
  for (const Link& l : view.links())
    if (!goes_round(l)) ++waits_for[at(l.to)], users[at(l.from)].push_back(l.to);
  for (int i = 0; i < count; ++i) {
    if (waits_for[at(i)] == 0)
      ready.push(key_of(view, i));
    else
      waiting.insert(key_of(view, i));
  }
  while (!ready.empty() || !waiting.empty()) {
    if (ready.empty()) {  // a fold stands for steps in both directions of time: something has to be first
      ready.push(*waiting.begin());
      waiting.erase(waiting.begin());
    }
    const int i = ready.top().back();
    ready.pop();
    if (is_step(view.items()[at(i)])) {
      items[at(i)].forward = static_cast<int>(forward.size()) + 1;
      compute(view, i);
    }
    for (int user : users[at(i)])
      if (--waits_for[at(user)] == 0 && waiting.erase(key_of(view, user))) ready.push(key_of(view, user));
  }
  for (std::size_t n = 0; n < links.size(); ++n) {
    const Link& l = view.links()[n];
    if (view.items()[at(l.to)].look == Look::delay) items[at(l.to)].forward = items[at(l.from)].forward;
    if (view.items()[at(l.to)].reference && !l.drawn) items[at(l.to)].forward = items[at(l.from)].forward;
    // A bar that gathers addends fills up as they come.
    links[n].forward = items[at(view.items()[at(l.to)].look == Look::sum ? l.from : l.to)].forward;
  }
}

void Steps::compute(const View& view, int item) {
  const bool cell = view.items()[at(item)].look == Look::cell;
  int turns = cell ? view.snapshot().steps() : 1;
  for (const Turns& t : view.turns())
    if (cell && t.lane == view.items()[at(item)].lane) turns = static_cast<int>(t.norms.size());
  for (int k = 1; k <= turns; ++k) {
    const bool mirrored = view.lanes()[at(view.items()[at(item)].lane)].mirrored;
    forward.push_back(item);
    times.push_back(!cell ? 0 : mirrored ? turns + 1 - k : k);
  }
}

void Steps::order_backward(const View& view) {
  if (!view.snapshot().traced()) return;
  std::vector<char> reached(items.size(), false);
  for (std::size_t i = 0; i < items.size(); ++i) reached[i] = view.items()[i].gradient.has_value();
  for (const Link& l : view.links())
    if (l.flow && view.items()[at(l.to)].look == Look::fold) reached[at(l.to)] = true;
  const auto comes_back = [&](int i, int time) {
    if (time == 0) return bool(reached[at(i)]);
    return std::any_of(view.turns().begin(), view.turns().end(),
                       [&](const Turns& t) { return t.lane == view.items()[at(i)].lane && t.norms[at(time - 1)]; });
  };
  for (std::size_t n = forward.size(); n-- > 0;) {
    if (!comes_back(forward[n], times[n])) continue;
    backward.push_back(forward[n]);
    times.push_back(times[n]);
    items[at(forward[n])].backward = count();
  }
}

// What came back along a link is there when all that flowed along its edges has come in. At cell level several states
// read one folded operation, and then it is the last of them that counts.
void Steps::time_gradients(const View& view) {
  if (backward.empty()) return;
  const auto own = [&](const Link& l) { return items[at(l.to)].backward.value_or(count()); };
  for (const Link& l : view.links())
    if (l.flow)
      for (int e : l.edges) complete_[at(e)] = std::max(complete_[at(e)], own(l));
  std::vector<int> of_item(items.size(), 0), of_node(view.snapshot().nodes().size(), 0);
  for (std::size_t n = 0; n < links.size(); ++n) {
    const Link& l = view.links()[n];
    if (!l.flow) continue;
    int when = own(l);
    if (!l.part)
      for (int e : l.edges) when = std::max(when, complete_[at(e)]);
    links[n].backward = when;
    of_item[at(l.from)] = std::max(of_item[at(l.from)], when);
    int& node = of_node[at(view.items()[at(l.from)].node)];
    node = std::max(node, when);
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Item& item = view.items()[i];
    if (is_step(item) || !item.gradient) continue;
    // A step's slice of data has a gradient of its own; anything else shares one with all that stand for its node.
    const bool slice = item.step > 0 && !item.parameter && view.snapshot().nodes()[at(item.node)].step == 0;
    const int when = slice ? of_item[i] : of_node[at(item.node)];
    items[i].backward = when > 0 ? when : count();
  }
}

// The way back along a loop is there from the last time step on.
void Steps::find_turns(const View& view) {
  std::map<int, int> first;  // of a lane
  for (const Turns& t : view.turns()) {
    std::vector<int>& own = turns.emplace_back(t.norms.size(), 0);
    for (std::size_t n = 0; n < backward.size(); ++n) {
      const int time = times[forward.size() + n], step = static_cast<int>(forward.size() + n) + 1;
      if (time == 0 || view.items()[at(backward[n])].lane != t.lane || !t.norms[at(time - 1)]) continue;
      own[at(time - 1)] = step;
      first.try_emplace(t.lane, step);
    }
  }
  for (std::size_t n = 0; n < links.size(); ++n) {
    const Link& l = view.links()[n];
    const auto found = first.find(view.items()[at(l.from)].lane);
    if (view.items()[at(l.to)].look == Look::delay && found != first.end()) links[n].backward = found->second;
  }
}

// Each edge's share counts once, and from when it is known. What a fold hides comes in with the fold.
void Steps::add_up(const View& view, int rail) {
  const Item& item = view.items()[at(rail)];
  std::vector<int> folds, taps;
  for (std::size_t i = 0; i < items.size(); ++i)
    if (view.items()[i].look == Look::fold && items[i].backward) folds.push_back(static_cast<int>(i));
  for (std::size_t n = 0; n < links.size(); ++n)
    if (view.links()[n].from == rail && links[n].backward) taps.push_back(*links[n].backward);
  const int first = taps.empty() ? count() : *std::min_element(taps.begin(), taps.end());
  int last = taps.empty() ? count() : *std::max_element(taps.begin(), taps.end());

  struct Change {
    std::vector<const Array*> shares;
    int unknown = 0;  // +1: from here on a part of something is there; −1: all of it
  };
  std::map<int, Change> changes;
  for (int step : taps) changes[step];
  std::set<int> divided;
  for (std::size_t n = 0; n < links.size(); ++n) {
    const Link& l = view.links()[n];
    if (l.from != rail || !l.part) continue;
    changes[*links[n].backward].shares.push_back(&l.part);
    divided.insert(l.edges.begin(), l.edges.end());
  }
  for (std::size_t e = 0; e < view.snapshot().edges().size(); ++e) {
    const SnapshotEdge& edge = view.snapshot().edges()[e];
    if (edge.from != item.node || !edge.flow || divided.count(static_cast<int>(e))) continue;
    int begin = complete_[e], end = complete_[e];
    if (begin == 0) {  // no link's own: folded with others, or hidden by a fold
      begin = first, end = last;
      const int step = view.snapshot().nodes()[at(edge.to)].step;
      std::vector<int> hiding;
      for (int f : folds)
        if (step >= view.items()[at(f)].step && step <= view.items()[at(f)].last_step)
          hiding.push_back(*items[at(f)].backward);
      if (!hiding.empty()) {
        begin = *std::min_element(hiding.begin(), hiding.end());
        end = *std::max_element(hiding.begin(), hiding.end());
      }
    }
    if (!edge.share && *edge.flow != 0) exact = false, begin = first, end = std::max(last, end);
    last = std::max(last, end);
    ++changes[begin].unknown;
    --changes[end].unknown;
    if (edge.share) changes[end].shares.push_back(&edge.share);
  }

  SumOfShares sum;
  int unknown = 0;
  for (const auto& [step, change] : changes) {
    unknown += change.unknown;
    for (const Array* share : change.shares) sum.add(*share);
    const bool whole = step == changes.rbegin()->first;
    sums[rail].push_back({step, whole ? item.gradient : unknown == 0 ? std::optional(sum.norm()) : std::nullopt});
  }
  if (!sums[rail].empty()) items[at(rail)].backward = sums[rail].back().step;
}

}  // namespace unroll::graphs
