// What came back along an edge whose folded op several items read, such as the one product for all gates of an LSTM,
// which c and h both read. Its gradient is the sum of one part from each of them. From the gradients at the items
// themselves the rules of the ops in between give the parts; with norms alone only the sum is known.
#include <algorithm>
#include <cmath>
#include <functional>

#include "autograd/rule.hpp"
#include "graphs/norm_of_sum.hpp"
#include "graphs/view.hpp"

namespace unroll::graphs {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

void View::divide_flows() {
  std::map<int, std::vector<int>> links_of;  // of each edge
  for (int l = 0; l < static_cast<int>(links_.size()); ++l)
    for (int e : links_[at(l)].edges) links_of[e].push_back(l);
  std::erase_if(links_of, [this](const auto& entry) {
    return entry.second.size() < 2 || !snapshot_.edges()[at(entry.first)].flow;
  });
  std::set<int> users;
  for (const auto& entry : links_of)
    for (int l : entry.second) users.insert(links_[at(l)].to);
  if (!divide_by_rules(users)) tell_once(links_of);
}

// False, and nothing is changed, if the gradients or the rules of one of them can't be read.
bool View::divide_by_rules(const std::set<int>& users) {
  std::map<int, std::map<int, Array>> parts;
  for (int user : users) {
    if (!items_[at(user)].gradient) continue;  // not reached: it gave nothing back
    auto found = pull_back(user);
    if (!found) return false;
    parts[user] = std::move(*found);
  }
  for (Link& l : links_) {
    if (!users.count(l.to) || l.edges.empty()) continue;
    const auto found = parts.find(l.to);
    l.flow.reset();
    if (found == parts.end()) continue;
    const auto part = found->second.find(items_[at(l.from)].node);
    if (part == found->second.end()) continue;
    l.part = part->second;
    l.flow = static_cast<double>(norm(l.part, {}, false).data()[0]);
  }
  return true;
}

// What the gradient at an item sends back to each node that it reads.
std::optional<std::map<int, Array>> View::pull_back(int user) const {
  const auto& nodes = snapshot_.nodes();
  const int start = items_[at(user)].node;
  if (!nodes[at(start)].gradient_array) return {};
  std::map<int, GradientSum, std::greater<>> gradients;  // inputs have smaller numbers than what uses them
  std::map<int, GradientSum> reached;
  gradients[start].add(nodes[at(start)].gradient_array, nodes[at(start)].shape);
  while (!gradients.empty()) {
    const int n = gradients.begin()->first;
    const Node& node = *nodes[at(n)].node;
    if (!why_unreadable(node).empty()) return {};
    const Array dy(node.value.shape(), std::move(gradients.begin()->second.numbers(node.value.shape())));
    gradients.erase(gradients.begin());
    for (const SnapshotEdge& e : snapshot_.inputs(n)) {
      const Node& x = *nodes[at(e.from)].node;
      if (!x.needs_grad || !node.flows_to(e.input)) continue;
      (is_hidden(e.from) ? gradients[e.from] : reached[e.from]).add(node.contribution(e.input, dy), x.value.shape());
    }
  }
  std::map<int, Array> parts;
  for (auto& [n, sum] : reached)
    parts.emplace(n, Array(nodes[at(n)].shape, std::move(sum.numbers(nodes[at(n)].shape))));
  return parts;
}

// All of an edge at the first link to an item that gave something back.
void View::tell_once(const std::map<int, std::vector<int>>& links_of) {
  for (const auto& [edge, links] : links_of) {
    const auto gives = [this](int l) { return items_[at(links_[at(l)].to)].gradient.value_or(0) > 0; };
    const auto giving = std::find_if(links.begin(), links.end(), gives);
    const int first = giving == links.end() ? links.front() : *giving;
    for (int l : links) {
      if (l == first) continue;
      std::erase(links_[at(l)].edges, edge);
      links_[at(l)].counted_elsewhere = links_[at(l)].counted_elsewhere || gives(l);
    }
  }
  std::set<int> changed;
  for (const auto& entry : links_of) changed.insert(entry.second.begin(), entry.second.end());
  for (int l : changed) {
    Link& link = links_[at(l)];
    std::vector<const SnapshotEdge*> edges;
    for (int e : link.edges) edges.push_back(&snapshot_.edges()[at(e)]);
    link.flow = norm_of_sum(edges);
    if (edges.empty() && !link.counted_elsewhere) link.flow = items_[at(link.to)].gradient;  // 0, or not reached
  }
}

}  // namespace unroll::graphs
