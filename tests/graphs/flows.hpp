// What must hold of the gradients in a traced snapshot and in a picture of it.
#pragma once

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "graphs/draw.hpp"

namespace unroll::graphs::testing {

inline double rounding() { return sizeof(Real) == 8 ? 1e-12 : 1e-5; }

inline std::vector<double> sum_of(const std::vector<const Array*>& arrays) {
  std::vector<double> sum;
  for (const Array* array : arrays) {
    sum.resize(static_cast<std::size_t>(array->size()), 0);
    std::size_t i = 0;
    for (Real x : array->numbers()) sum[i++] += static_cast<double>(x);
  }
  return sum;
}

inline double norm_of(const std::vector<double>& numbers) {
  double squares = 0;
  for (double x : numbers) squares += x * x;
  return std::sqrt(squares);
}

inline void check_same(const std::vector<double>& sum, const Array& expected) {
  BOOST_REQUIRE(static_cast<std::size_t>(expected.size()) == sum.size());
  double largest = 0, worst = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const double x = static_cast<double>(expected.numbers()[i]);
    largest = std::max({largest, std::abs(x), std::abs(sum[i])});
    worst = std::max(worst, std::abs(x - sum[i]));
  }
  BOOST_TEST(worst <= rounding() * largest);
}

// What came back along the edges that leave a node adds up to the node's gradient, as a vector. Returns how many nodes
// were compared. The trace must have kept arrays.
inline int check_contributions(const Snapshot& s) {
  std::map<int, std::vector<const Array*>> shares;
  for (const SnapshotEdge& e : s.edges())
    if (e.share) shares[e.from].push_back(&e.share);
  for (const auto& [n, list] : shares) {
    const SnapshotNode& node = s.nodes()[static_cast<std::size_t>(n)];
    BOOST_REQUIRE(node.gradient_array);
    const std::vector<double> sum = sum_of(list);
    check_same(sum, node.gradient_array);
    BOOST_TEST(std::abs(norm_of(sum) - node.gradient.value()) <= rounding() * norm_of(sum));
  }
  return static_cast<int>(shares.size());
}

// Each rail's taps carry all that came back to the parameter, each share once or in parts: their sum is what the engine
// left in the leaf itself. Returns how many rails were compared.
inline int check_taps(const View& view) {
  const Snapshot& s = view.snapshot();
  std::map<int, std::vector<const Array*>> shares;
  std::map<int, int> seen;  // how many taps carry an edge
  for (const Link& link : view.links()) {
    const Item& rail = view.items()[static_cast<std::size_t>(link.from)];
    if (rail.look != Look::rail || !link.flow) continue;
    std::vector<const Array*> own;
    if (link.part) own.push_back(&link.part);
    for (int e : link.part ? std::vector<int>() : link.edges) {
      const SnapshotEdge& edge = s.edges()[static_cast<std::size_t>(e)];
      BOOST_TEST(++seen[e] == 1);
      if (edge.share) own.push_back(&edge.share);
    }
    BOOST_TEST(std::abs(norm_of(sum_of(own)) - *link.flow) <= rounding() * *link.flow);
    std::vector<const Array*>& all = shares[rail.node];
    all.insert(all.end(), own.begin(), own.end());
  }
  for (const auto& [n, list] : shares)
    check_same(sum_of(list), Tensor(const_cast<Node*>(s.nodes()[static_cast<std::size_t>(n)].node)).grad());
  return static_cast<int>(shares.size());
}

// A halo (id g…) on each link along which something came back, and on no other. A parameter's links have none: a tap
// carries its share as a number.
inline void check_halos(const Drawing& drawing) {
  const View& view = drawing.view();
  for (std::size_t l = 0; l < view.links().size(); ++l) {
    const Link& link = view.links()[l];
    const bool parameter = view.items()[static_cast<std::size_t>(link.from)].parameter;
    const bool expected = link.drawn && !parameter && link.flow.value_or(0) > 0;
    const std::string id = "id=\"g" + std::to_string(l) + "\"";
    int halos = 0;
    for (std::size_t at = 0; (at = drawing.dot().find(id, at)) != std::string::npos; ++at) ++halos;
    const bool arc = !drawing.layout().links[l].arc.empty();  // drawn for a gradient of 0, too: dashed
    BOOST_TEST((halos == int(expected) || (arc && halos == 1)));
  }
}

}  // namespace unroll::graphs::testing
