// Writes the pages, each as NAME.html, and beside all but the rolled one, as NAME.json, what the trace says that it has
// to show. The order of steps is not asked of graphs/steps: what comes after what follows here from time and from the
// graph.
//
//   stepper-pages <folder>
#include "pages.hpp"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "autograd/file.hpp"
#include "graphs/stepper.hpp"
#include "graphs/text.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;
using nlohmann::ordered_json;

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }
std::string id(char kind, std::size_t i) { return kind + std::to_string(i); }
bool computed(const Item& item) { return item.look != Look::leaf && item.look != Look::rail; }

// Where one track recurs and every operation is drawn, there is one order: what time is made of, step by step, and
// what is made of the last step. Inputs have smaller numbers than their users.
std::vector<int> order(const View& view) {
  std::vector<char> before(view.items().size(), false);  // a time step reads it
  for (std::size_t changed = 1; changed != 0;) {
    changed = 0;
    for (const Link& l : view.links())
      if (!before[at(l.from)] && (before[at(l.to)] || view.items()[at(l.to)].step > 0))
        before[at(l.from)] = true, ++changed;
  }
  const auto key = [&](int i) {
    const Item& item = view.items()[at(i)];
    return std::pair(item.step > 0 ? item.step : before[at(i)] ? 0 : view.snapshot().steps() + 1, item.node);
  };
  std::vector<int> order;
  for (std::size_t i = 0; i < view.items().size(); ++i)
    if (computed(view.items()[i])) order.push_back(static_cast<int>(i));
  std::sort(order.begin(), order.end(), [&](int a, int b) { return key(a) < key(b); });
  return order;
}

// What the trace says of a link at op level: the norm of what flowed into that input of that op; of a tap, of what
// reached the parameter itself, through the plumbing between them.
std::optional<double> flow_of(const Page& page, const Link& l) {
  const Snapshot& snapshot = page.drawing.snapshot();
  const Item &from = page.drawing.view().items()[at(l.from)], &to = page.drawing.view().items()[at(l.to)];
  int user = to.node, input = l.input;
  if (from.look == Look::rail)
    for (int node; (node = snapshot.inputs(user)[at(input)].from) != from.node;) user = node, input = 0;
  const auto norm = page.trace->edge_norm(snapshot.nodes()[at(user)].node, input);
  return norm ? std::optional<double>(static_cast<double>(*norm)) : std::nullopt;
}

ordered_json expected(const Page& page) {
  const View& view = page.drawing.view();
  const auto& nodes = view.snapshot().nodes();
  const bool ops = view.level() == Level::op && std::none_of(view.items().begin(), view.items().end(),
                                                             [](const Item& i) { return i.look == Look::fold; });
  ordered_json data{{"name", page.name}, {"traced", page.trace != nullptr}, {"ops", ops}};

  data["nodes"] = ordered_json::array();
  for (std::size_t i = 0; i < view.items().size(); ++i) {
    const Item& item = view.items()[i];
    ordered_json node{{"id", id('v', i)}, {"computed", computed(item)}, {"rail", item.look == Look::rail}};
    node["reads"] = ordered_json::array();
    for (const Link& l : view.links())
      if (at(l.to) == i && l.drawn) node["reads"].push_back(id('v', at(l.from)));
    // An op's own gradient, as the picture writes it; a single number's has its sign.
    const bool box = item.look == Look::op || item.look == Look::pointwise;
    if (page.trace && ops && box && !view.scalars() && page.trace->norm(nodes[at(item.node)].node))
      node["gradient"] = short_number(static_cast<double>(*page.trace->norm(nodes[at(item.node)].node)));
    data["nodes"].push_back(node);
  }

  data["halos"] = ordered_json::array(), data["zeros"] = ordered_json::array(), data["shares"] = ordered_json::array();
  for (std::size_t n = 0; page.trace && n < view.links().size(); ++n) {
    const Link& l = view.links()[n];
    const Item& from = view.items()[at(l.from)];
    if (!l.drawn) continue;
    const std::optional<double> flow = ops ? flow_of(page, l) : l.flow;
    if (!flow) continue;
    if (from.look == Look::rail)
      data["shares"].push_back({{"of", id('e', n)},
                                {"rail", id('v', at(l.from))},
                                {"into", id('v', at(l.to))},
                                {"text", short_number(*flow)}});
    else if (!from.parameter || view.scalars())
      data[*flow > 0 ? "halos" : "zeros"].push_back({{"id", id('g', n)}, {"into", id('v', at(l.to))}});
  }

  // The whole gradient, as the parameter itself holds it after the pass.
  data["rails"] = ordered_json::array();
  for (std::size_t i = 0; page.trace && i < view.items().size(); ++i) {
    const Item& item = view.items()[i];
    if (item.look == Look::rail)
      data["rails"].push_back(
          {{"id", id('v', i)},
           {"text", short_number(static_cast<double>(*page.trace->norm(nodes[at(item.node)].node)))}});
  }
  // What the states carry back, in the order of time.
  data["carried"] = ordered_json::array();
  for (const SnapshotNode& node : nodes)
    if (page.trace && node.role == Role::state && node.step > 0 && page.trace->norm(node.node))
      data["carried"].push_back(
          {{"field", node.field}, {"step", node.step}, {"norm", static_cast<double>(*page.trace->norm(node.node))}});
  if (ops && view.lanes().size() == 1 && !view.scalars()) {
    data["order"] = ordered_json::array();
    for (int i : order(view)) data["order"].push_back(id('v', at(i)));
  }
  return data;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: stepper-pages <folder>\n", stderr), 2;
  try {
    const std::filesystem::path folder = argv[1];
    rolled_page().drawing.save(folder / "rolled", {"html"});
    for (const Page& page : pages()) {
      page.drawing.save(folder / page.name, {"html"});
      write_file(folder / (page.name + ".json"), expected(page).dump());
    }
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "%s\n", error.what()), 1;
  }
}
