// Views of a part: the middle of a long sequence folded, rows of a few steps each, the neighbourhood of one node.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autograd/error.hpp"
#include "graphs/norm_of_sum.hpp"
#include "graphs/text.hpp"
#include "graphs/view.hpp"

namespace unroll::graphs {

namespace {

constexpr int longest_unfolded = 16;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

// The norm of what came back to all fields of a state, by all their links.
std::optional<double> View::together(const std::map<int, std::vector<const Link*>>& links) const {
  double norm = 0;
  for (const auto& [field, own] : links) {
    std::set<int> numbers;
    for (const Link* l : own) numbers.insert(l->edges.begin(), l->edges.end());
    std::vector<const SnapshotEdge*> edges;
    for (int e : numbers) edges.push_back(&snapshot_.edges()[at(e)]);
    const std::optional<double> flow = own.size() == 1 ? own.front()->flow : norm_of_sum(edges);
    if (!flow) return {};
    norm = std::hypot(norm, *flow);
  }
  return links.empty() ? std::optional<double>() : norm;
}

// In each lane one item takes the place of all that the hidden steps hold. Links between hidden items go, and so do
// their taps; links that cross the fold's border keep what flowed along them, so that their ratio is the gain of the
// steps between.
void View::fold(const Fold& wanted) {
  std::set<int> steps;
  for (const Item& i : items_)
    if (i.step > 0) steps.insert(i.step);
  const int count = static_cast<int>(steps.size());
  const bool automatic = wanted.first == 0 && wanted.last == 0;
  const int first = automatic ? 3 : std::max(wanted.first, 1), last = automatic ? 5 : std::max(wanted.last, 1);
  if (level_ == Level::backward || first + last + 2 > count || (automatic && (count <= longest_unfolded || wrap_ > 0)))
    return;
  const int from = *std::next(steps.begin(), first), to = *std::prev(steps.end(), last + 1);

  struct Hidden {  // of a lane
    int node, item = -1;
    std::set<int> steps = {};
    std::map<int, std::vector<const Link*>> in = {}, out = {};  // by which came back what went into it, and out of it
  };
  std::map<int, Hidden> folds;
  std::vector<Item> items;
  std::vector<int> place(items_.size(), -1);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].step >= from && items_[i].step <= to) {
      folds.try_emplace(items_[i].lane, Hidden{items_[i].node}).first->second.steps.insert(items_[i].step);
      continue;
    }
    place[i] = static_cast<int>(items.size());
    items.push_back(items_[i]);
  }
  int next = static_cast<int>(items.size());
  for (auto& [lane, hidden] : folds) hidden.item = next++;
  std::vector<Link> links;
  std::set<std::pair<int, int>> joined;
  for (const Link& original : links_) {
    Link l = original;
    const bool from_fold = place[at(l.from)] < 0, to_fold = place[at(l.to)] < 0;
    if ((from_fold && to_fold && items_[at(l.from)].lane == items_[at(l.to)].lane) ||
        (to_fold && items_[at(l.from)].look == Look::rail))
      continue;
    const Item &source = items_[at(l.from)], &user = items_[at(l.to)];
    const int later = lanes_[at(user.lane)].mirrored ? -1 : 1;
    const bool carried = user.step == source.step + later && source.step > 0 && source.lane == user.lane;
    if (carried && from_fold) folds.at(source.lane).in[l.from].push_back(&original);
    if (carried && to_fold) folds.at(user.lane).out[l.from].push_back(&original);
    l.from = from_fold ? folds.at(source.lane).item : place[at(l.from)];
    l.to = to_fold ? folds.at(user.lane).item : place[at(l.to)];
    if (l.weight && (from_fold || to_fold)) l.weight.reset(), l.drawn = false;  // the matrix has those of hidden steps
    if (from_fold && to_fold) l.flow.reset(), l.edges.clear();                  // in as many parts as there are steps
    const bool is_new = joined.insert({l.from, l.to}).second;
    if ((from_fold || to_fold) && !carried && !is_new) continue;
    links.push_back(l);
  }
  for (const auto& [lane, hidden] : folds) {
    Item folded{
        hidden.node, Look::fold, fmt::format("{} steps", hidden.steps.size()), "", *hidden.steps.begin(), false, false,
        false,       {}};
    folded.last_step = *hidden.steps.rbegin();
    folded.lane = lane;
    const std::optional<double> back_in = together(hidden.in), back_out = together(hidden.out);
    if (back_in && back_out && *back_in > 0)
      folded.gain = *back_out / *back_in, folded.note = "×" + short_number(*folded.gain);
    folded.gradient = back_in;
    items.push_back(std::move(folded));
  }
  items_ = std::move(items);
  links_ = std::move(links);
}

void View::choose_wrap(int steps_a_row) {
  if (steps_a_row < 0) throw Error(fmt::format("wrap: {} steps a row; give at least 1, or 0 for one row", steps_a_row));
  if (steps_a_row > 0 && snapshot_.steps() == 0)
    throw Error(
        "wrap: the graph has no time steps to put in rows; leave it out, or open Scope(\"t\", t) for each step");
  if (steps_a_row > 0 && level_ == Level::backward)
    throw Error(
        "wrap: the derivative's graph has a row of its own under the forward pass; leave wrap out, or draw the forward "
        "graph with a trace");
  wrap_ = steps_a_row;
}

// Those that stand for the node: of a leaf, one for each step that reads it.
std::set<int> View::items_of(const Focus& wanted) const {
  const int node = snapshot_.find(wanted.node);
  std::set<int> found;
  for (int i = 0; i < static_cast<int>(items_.size()); ++i)
    if ((items_[at(i)].node == node ||
         (items_[at(i)].look == Look::module && module_of(items_[at(i)].node) == module_of(node))) &&
        !items_[at(i)].reference && items_[at(i)].look != Look::fold)
      found.insert(i);
  if (!found.empty()) return found;
  const SnapshotNode& n = snapshot_.nodes()[at(node)];
  const std::string what =
      fmt::format("focus: the {}{} of shape {} ", n.op, n.name.empty() ? "" : " " + n.name, to_string(n.shape));
  if (!is_hidden(node)) throw Error(what + fmt::format("is in step {}, which is folded; leave fold out", n.step));
  if (level_ == Level::cell && n.step > 0)
    throw Error(what + "is inside a step, of which cell level shows only the states; draw it at op level");
  throw Error(what + "is plumbing, which is folded into the arrows; set plumbing = true");
}

void View::focus(const Focus& wanted) {
  if (!wanted.node) return;
  if (wanted.radius < 0) throw Error(fmt::format("focus: a radius of {} links; give 0 or more", wanted.radius));
  const auto bar = [this](int i) { return items_[at(i)].look == Look::rail || items_[at(i)].look == Look::sum; };
  std::set<int> kept = items_of(wanted), border = kept;
  for (int distance = 0; distance < wanted.radius; ++distance) {
    std::set<int> next;
    for (const Link& l : links_) {
      if (!l.drawn) continue;
      for (const auto& [a, b] : {std::pair(l.from, l.to), std::pair(l.to, l.from)})
        if (border.count(a) && (distance == 0 || !bar(a)) && kept.insert(b).second) next.insert(b);
    }
    border = std::move(next);
  }

  std::vector<Item> items;
  std::vector<int> place(items_.size(), -1);
  for (int i : kept) {
    place[at(i)] = static_cast<int>(items.size());
    items.push_back(items_[at(i)]);
  }
  std::vector<Link> links;
  std::map<std::pair<int, bool>, int> stubs;  // of an item: what came in, what went out
  for (Link l : links_) {
    const int from = place[at(l.from)], to = place[at(l.to)];
    if (from >= 0 && to >= 0) {
      l.from = from, l.to = to;
      links.push_back(l);
      continue;
    }
    const int near = from >= 0 ? l.from : l.to, far = from >= 0 ? l.to : l.from;
    if ((from < 0 && to < 0) || !l.drawn || bar(near) || bar(far)) continue;
    const auto [stub, is_new] = stubs.insert({{near, from >= 0}, static_cast<int>(items.size())});
    if (!is_new) continue;
    Item cut = items_[at(far)];
    cut.look = Look::stub, cut.label = "⋯", cut.note.clear(), cut.gradient.reset();
    cut.step = cut.last_step = items_[at(near)].step, cut.lane = items_[at(near)].lane;
    cut.backward = items_[at(near)].backward;
    cut.parameter = cut.reference = cut.starts = false;
    items.push_back(std::move(cut));
    l.from = from >= 0 ? from : stub->second, l.to = from >= 0 ? stub->second : to;
    l.share.reset();
    links.push_back(l);
  }
  // A bar without a tap is a leaf.
  std::vector<char> tapped(items.size(), false);
  for (const Link& l : links) tapped[at(l.from)] = tapped[at(l.to)] = true;
  for (std::size_t i = 0; i < items.size(); ++i)
    if (!tapped[i] && (items[i].look == Look::rail || items[i].look == Look::sum)) items[i].look = Look::leaf;
  items_ = std::move(items);
  links_ = std::move(links);
}

}  // namespace unroll::graphs
