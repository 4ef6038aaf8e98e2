// The neighbourhood of one node: exactly what lies within the radius, with stubs where links were cut.
#include "autograd/error.hpp"
#include "geometry.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(focus)

namespace {

std::set<const Node*> shown(const View& view) {
  std::set<const Node*> nodes;
  for (const Item& i : view.items())
    if (i.look != Look::stub) nodes.insert(view.snapshot().nodes()[static_cast<std::size_t>(i.node)].node);
  return nodes;
}

}  // namespace

// An independent count: distances in the whole view, relaxed until nothing changes. A shared parameter is reached, but
// not passed through.
BOOST_AUTO_TEST_CASE(what_lies_within_the_radius) {
  const Rnn rnn(6);
  for (bool plumbing : {false, true}) {
    const View all(Snapshot(rnn.loss), {.level = Level::op, .plumbing = plumbing});
    const auto node_of = [&](std::size_t i) {
      return all.snapshot().nodes()[static_cast<std::size_t>(all.items()[i].node)].node;
    };
    std::vector<int> distance(all.items().size(), 1000);
    for (std::size_t i = 0; i < distance.size(); ++i)
      if (node_of(i) == rnn.states[2].node()) distance[i] = 0;
    for (std::size_t round = 0; round < distance.size(); ++round)
      for (const Link& l : all.links()) {
        int &a = distance[static_cast<std::size_t>(l.from)], &b = distance[static_cast<std::size_t>(l.to)];
        if (all.items()[static_cast<std::size_t>(l.from)].look != Look::rail) b = std::min(b, a + 1);
        a = std::min(a, b + 1);
      }
    for (int radius : {0, 1, 2, 3, 5}) {
      std::set<const Node*> near;
      for (std::size_t i = 0; i < distance.size(); ++i)
        if (distance[i] <= radius) near.insert(node_of(i));
      const View view(Snapshot(rnn.loss), {.plumbing = plumbing, .focus = {rnn.states[2], radius}});
      BOOST_TEST((shown(view) == near), "radius " << radius);
      BOOST_TEST((view.level() == Level::op));
    }
  }
}

BOOST_AUTO_TEST_CASE(geometry_and_stubs) {
  for (int radius : {0, 1, 2, 4}) {
    const Lstm lstm(5);
    Trace trace(Trace::Keep::arrays);
    lstm.loss.backward({.trace = &trace});
    const Picture p({lstm.loss}, &trace, {.focus = {lstm.last_h, radius}});
    check_geometry(p);
    int stubs = 0;
    for (std::size_t i = 0; i < p.view.items().size(); ++i) {
      if (p.view.items()[i].look != Look::stub) continue;
      ++stubs;
      int links = 0;
      for (const Link& l : p.view.links()) links += l.from == static_cast<int>(i) || l.to == static_cast<int>(i);
      BOOST_TEST(links == 1);
    }
    BOOST_TEST(stubs > 0);
  }
  // Large enough for everything: nothing is cut.
  const Rnn rnn(3);
  const View all(Snapshot(rnn.loss), {}), view(Snapshot(rnn.loss), {.focus = {rnn.loss, 100}});
  BOOST_TEST(view.items().size() == all.items().size());
  BOOST_TEST(view.links().size() == all.links().size());
}

BOOST_AUTO_TEST_CASE(a_parameter_and_its_users) {
  const Rnn rnn(4);
  const Picture p({rnn.loss}, nullptr, {.focus = {rnn.W_hh, 1}});
  check_geometry(p);
  int products = 0;
  for (const Item& i : p.view.items()) products += i.label == "h·W_hh";
  BOOST_TEST(products == 4);
  check_geometry(Picture({rnn.loss}, nullptr, {.focus = {rnn.W_hh, 0}}));  // alone
}

BOOST_AUTO_TEST_CASE(what_cannot_be_shown) {
  const Rnn rnn(30);
  const auto message = [&](const ViewOptions& options) {
    try {
      View(Snapshot(rnn.loss), options);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string("no error");
  };
  BOOST_TEST(message({.focus = {rnn.loss, -1}}).find("give 0 or more") != std::string::npos);
  BOOST_TEST(message({.focus = {parameter("other", {2}, 1), 1}}).find("not a part of this graph") != std::string::npos);
  BOOST_TEST(message({.level = Level::cell, .fold = {3, 5}, .focus = {rnn.states[9], 1}}).find("leave fold out") !=
             std::string::npos);
  const Tensor slice = rnn.xs[0][0];
  BOOST_TEST(([&] {
               try {
                 View(Snapshot(sum(slice * slice)), {.focus = {slice, 1}});
               } catch (const Error& e) {
                 return std::string(e.what());
               }
               return std::string();
             }())
                 .find("plumbing = true") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
