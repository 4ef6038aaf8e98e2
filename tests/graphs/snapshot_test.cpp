// A snapshot's numbering, its questions against answers known from the formula, and what a trace adds to it.
#include "graphs/snapshot.hpp"

#include <boost/test/unit_test.hpp>

#include "autograd/error.hpp"
#include "flows.hpp"
#include "models.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(snapshot)

// x_1 goes through one matmul and, in each step, add, add and tanh; every later step adds a matmul with W_hh. Behind
// the last state: matmul, add, square, and mean, which is a sum and a division or product.
BOOST_AUTO_TEST_CASE(paths_in_an_rnn) {
  for (int steps : {1, 2, 5, 20}) {
    const Rnn rnn(steps);
    const Snapshot s(rnn.loss);
    const Tensor& h = rnn.states.back();
    BOOST_TEST(s.shortest_path(rnn.xs.front(), h).value() == 4 * steps);
    BOOST_TEST(s.longest_path(rnn.xs.front(), h).value() == 4 * steps);
    BOOST_TEST(s.shortest_path(rnn.xs.back(), h).value() == 4);
    BOOST_TEST(s.shortest_path(rnn.W_xh, h).value() == 4);
    BOOST_TEST(s.longest_path(rnn.W_xh, h).value() == 4 * steps);
    BOOST_TEST(s.shortest_path(rnn.b, h).value() == 2);
    BOOST_TEST(!s.shortest_path(h, rnn.xs.front()).has_value());
    BOOST_TEST(s.longest_path(h, h).value() == 0);
    BOOST_TEST(s.depth() == 4 * steps + s.longest_path(h, rnn.loss).value());
    BOOST_TEST(s.steps() == steps);
  }
}

// Along the belt of an LSTM, two ops a step: ⊙ f and +.
BOOST_AUTO_TEST_CASE(the_belt_of_an_lstm) {
  for (int steps : {1, 3, 6}) {
    const Lstm lstm(steps);
    const Snapshot s(lstm.loss);
    // Into the belt: matmul, + b, a gate, ⊙, +. Out of it: tanh, ⊙.
    BOOST_TEST(s.shortest_path(lstm.first_x, lstm.last_h).value() == 5 + 2 * (steps - 1) + (steps == 1 ? -1 : 2));
    BOOST_TEST(s.longest_path(lstm.first_x, lstm.last_h).value() == 7 * steps);
  }
}

BOOST_AUTO_TEST_CASE(uses_and_counts) {
  const Rnn rnn(7);
  const Snapshot s(rnn.loss);
  BOOST_TEST(s.uses(rnn.W_xh) == 7);
  BOOST_TEST(s.uses(rnn.b) == 7);  // through a broadcast in each step
  BOOST_TEST(s.uses(rnn.b, 3) == 1);
  BOOST_TEST(s.uses(rnn.W_hy) == 1);
  BOOST_TEST(s.uses(rnn.W_hy, 7) == 0);
  const auto by_op = s.count_by_op();
  BOOST_TEST(by_op.at("tanh") == 7);
  BOOST_TEST(by_op.at("matmul") == 2 * 7 + 1);
  BOOST_TEST(by_op.at("add") == 2 * 7 + 1);
  BOOST_TEST(by_op.count("broadcast_to") == 0);
  BOOST_TEST(s.count_by_op(true).at("broadcast_to") >= 7);
  int all = 0;
  for (const auto& [op, count] : by_op) all += count;
  BOOST_TEST(all == s.count());
}

BOOST_AUTO_TEST_CASE(uses_behind_plumbing) {
  const Tensor x = variable(numbers({4}, 1));
  const Tensor part = slice(x, 0, 1, 3), whole = exp(x);
  BOOST_TEST(Snapshot(sum(tanh(part) * sin(part)) + sum(whole)).uses(x) == 3);  // along two edges
}

BOOST_AUTO_TEST_CASE(counts_by_module_ignore_time) {
  const Tensor w = variable(numbers({3}, 1));
  Tensor h;
  {
    Scope encoder("encoder");
    h = tanh(w);
    for (int t = 1; t <= 3; ++t) {
      Scope time("t", t);
      h = tanh(h);
    }
  }
  Scope decoder("decoder");
  const auto by_module = Snapshot(sum(h)).count_by_module();
  BOOST_TEST(by_module.at("encoder") == 4);
  BOOST_TEST(by_module.at("decoder") == 1);
}

BOOST_AUTO_TEST_CASE(counts_by_scope_tell_steps_apart) {
  const Rnn rnn(3);
  const auto by_scope = Snapshot(rnn.loss).count_by_scope();
  BOOST_TEST(by_scope.size() == 4u);
  for (const char* step : {"t=1", "t=2", "t=3"}) BOOST_TEST(by_scope.at(step) == 5);
}

BOOST_AUTO_TEST_CASE(what_a_value_was) {
  const Tensor x = variable(Array({3}, {-2, Real(0.5), 1})), one = variable(Array::scalar(Real(0.25)));
  const Snapshot s(sum(x * one));
  const SnapshotNode &n = s.nodes()[static_cast<std::size_t>(s.find(x))],
                     &single = s.nodes()[static_cast<std::size_t>(s.find(one))];
  BOOST_TEST(!n.value.has_value());
  BOOST_TEST(n.smallest.value() == -2);
  BOOST_TEST(n.largest.value() == 1);
  BOOST_TEST(n.norm.value() == double(std::sqrt(Real(5.25))));
  BOOST_TEST(single.value.value() == 0.25);
  const Snapshot bad(variable(Array({3}, {NAN, -1, INFINITY})));
  BOOST_TEST(bad.nodes()[0].smallest.value() == -1);
  BOOST_TEST(bad.nodes()[0].largest.value() == INFINITY);
  BOOST_TEST(std::isnan(bad.nodes()[0].norm.value()));
}

BOOST_AUTO_TEST_CASE(inputs_come_first_whatever_the_order_of_building) {
  const Tensor x = variable(numbers({3}, 1));
  const Tensor late = exp(x), early = sin(x);
  const Snapshot a(early * late);
  const Tensor second = sin(x), first = exp(x);
  const Snapshot b(second * first);
  BOOST_REQUIRE(a.nodes().size() == b.nodes().size());
  for (std::size_t i = 0; i < a.nodes().size(); ++i) {
    BOOST_TEST(a.nodes()[i].op == b.nodes()[i].op);
    for (const SnapshotEdge& e : a.inputs(static_cast<int>(i))) BOOST_TEST(e.from < static_cast<int>(i));
  }
}

// Between the first and the last c of an LSTM only ⊙ and +, in turn; against the arrows there is no way.
BOOST_AUTO_TEST_CASE(the_nodes_of_the_shortest_way) {
  for (int steps : {2, 5}) {
    const Lstm lstm(steps);
    const Snapshot s(lstm.loss);
    const Tensor &first = lstm.first_c, &last = lstm.last_c;
    const std::vector<int> way = s.shortest_way(first, last);
    BOOST_REQUIRE(int(way.size()) == 1 + s.shortest_path(first, last).value());
    BOOST_TEST(way.front() == s.find(first));
    BOOST_TEST(way.back() == s.find(last));
    for (std::size_t i = 1; i < way.size(); ++i) {
      BOOST_TEST(s.nodes()[std::size_t(way[i])].op == (i % 2 ? "mul" : "add"));
      bool reads = false;
      for (const SnapshotEdge& e : s.inputs(way[i])) reads = reads || e.from == way[i - 1];
      BOOST_TEST(reads);
    }
    BOOST_TEST(s.shortest_way(last, first).empty());
    BOOST_TEST(s.shortest_way(last, last) == std::vector<int>{s.find(last)});
  }
}

BOOST_AUTO_TEST_CASE(a_long_chain_needs_no_stack) {
  Tensor x = variable(Array::scalar(1));
  const Tensor first = x;
  for (int i = 0; i < 200000; ++i) x = x + first;
  const Snapshot s(x);
  BOOST_TEST(s.longest_path(first, x).value() == 200000);
  BOOST_TEST(s.shortest_path(first, x).value() == 1);
}

BOOST_AUTO_TEST_CASE(a_foreign_tensor_is_refused_by_name) {
  const Snapshot s(Rnn(2).loss);
  const Tensor stranger = variable(numbers({3}, 1)).named("stranger");
  BOOST_CHECK_EXCEPTION(s.find(stranger), Error, [](const Error& e) {
    const std::string text = e.what();
    return text.find("\"stranger\"") != text.npos && text.find("(3)") != text.npos;
  });
}

BOOST_AUTO_TEST_CASE(edge_contributions_add_up) {
  const auto check = [](const Tensor& loss) {
    Trace trace(Trace::Keep::arrays);
    loss.backward({.trace = &trace});
    return check_contributions(Snapshot(loss, &trace));
  };
  const Rnn rnn(4, true);
  BOOST_TEST(check(rnn.loss) > 40);
  BOOST_TEST(check(Lstm(3).loss) > 40);
}

// A parameter's taps: the shares of its uses, each along the outermost edge, add up to what the engine put into the
// leaf.
BOOST_AUTO_TEST_CASE(shares_of_a_parameter_add_up_to_its_gradient) {
  const Rnn rnn(5);
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  const Snapshot s(rnn.loss, &trace);
  const int weight = s.find(rnn.W_hh);
  std::vector<double> sum(25, 0);
  int shares = 0;
  for (const SnapshotEdge& e : s.edges()) {
    if (e.from != weight) continue;
    ++shares;
    for (std::size_t i = 0; i < 25; ++i) sum[i] += static_cast<double>(e.share.numbers()[i]);
  }
  BOOST_TEST(shares == 5);
  for (std::size_t i = 0; i < 25; ++i)
    BOOST_TEST(std::abs(sum[i] - static_cast<double>(rnn.W_hh.grad().numbers()[i])) < 1e-5);
}

BOOST_AUTO_TEST_SUITE_END()
