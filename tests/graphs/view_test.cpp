// What is shown: folding, rails and chips, levels, labels, and the sum of a shared weight's addends.
#include "graphs/view.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include "graphs/draw.hpp"
#include "graphs/text.hpp"
#include "models.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

namespace {

std::vector<Item> with_look(const View& view, Look look) {
  std::vector<Item> found;
  for (const Item& i : view.items())
    if (i.look == look) found.push_back(i);
  return found;
}
std::vector<Link> links_to(const View& view, const Item& item) {
  std::vector<Link> found;
  for (const Link& l : view.links())
    if (&view.items()[static_cast<std::size_t>(l.to)] == &item) found.push_back(l);
  return found;
}
std::set<std::string> labels(const View& view) {
  std::set<std::string> found;
  for (const Item& i : view.items()) found.insert(i.label);
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(view)

BOOST_AUTO_TEST_CASE(every_op_once_and_parameters_as_rails) {
  const Rnn rnn(3);
  const Snapshot s(rnn.loss);
  const View view(s, {});
  BOOST_TEST((view.level() == Level::op));
  BOOST_TEST(with_look(view, Look::rail).size() == 3);  // W_xh, W_hh, b; the output's two are used once
  int ops = 0;
  for (const Item& i : view.items()) ops += i.look == Look::op || i.look == Look::pointwise || i.look == Look::loss;
  BOOST_TEST(ops == s.count());
  const auto shown = labels(view);
  for (const char* label : {"h·W_hh", "x·W_xh", "+ b", "tanh", "h_0", "x_1", "x_3", "W_hh", "L"})
    BOOST_TEST(shown.count(label) == 1, label << " is missing");
  for (const Link& l : view.links()) BOOST_TEST(view.items()[static_cast<std::size_t>(l.from)].label != "broadcast_to");
}

BOOST_AUTO_TEST_CASE(plumbing_on_request) {
  const Rnn rnn(2);
  BOOST_TEST(labels(View(Snapshot(rnn.loss), {})).count("broadcast_to") == 0);
  BOOST_TEST(labels(View(Snapshot(rnn.loss), {.plumbing = true})).count("broadcast_to") == 1);
}

BOOST_AUTO_TEST_CASE(long_sequences_show_one_box_a_state) {
  const Rnn rnn(8);
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  const Snapshot s(rnn.loss, &trace);
  const View view(s, {});
  BOOST_TEST((view.level() == Level::cell));
  BOOST_TEST(with_look(view, Look::state).size() == 8);
  BOOST_TEST(labels(view).count("tanh") == 0);
  // Between two states, all of the state's gradient flows: it has no other use.
  int between = 0;
  for (const Link& l : view.links()) {
    const Item &from = view.items()[static_cast<std::size_t>(l.from)],
               &to = view.items()[static_cast<std::size_t>(l.to)];
    if (from.look != Look::state || to.look != Look::state) continue;
    ++between;
    BOOST_TEST(to.step == from.step + 1);
    BOOST_TEST(std::abs(l.flow.value() - from.gradient.value()) <= 1e-6 * from.gradient.value());
  }
  BOOST_TEST(between == 7);
}

// The norm of a tap is the norm of that step's share of the parameter's gradient.
BOOST_AUTO_TEST_CASE(taps_carry_the_shares_of_a_parameter) {
  const Rnn rnn(3);
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  for (const Level level : {Level::op, Level::cell}) {
    const View view(Snapshot(rnn.loss, &trace), {.level = level});
    for (const Tensor& p : {rnn.W_xh, rnn.W_hh, rnn.b}) {
      std::vector<double> drawn, traced;
      for (const Link& l : view.links()) {
        const Item& from = view.items()[static_cast<std::size_t>(l.from)];
        if (from.look == Look::rail && view.snapshot().nodes()[static_cast<std::size_t>(from.node)].node == p.node())
          drawn.push_back(l.flow.value());
      }
      for (const SnapshotEdge& e : view.snapshot().edges())
        if (e.from == view.snapshot().find(p)) traced.push_back(e.flow.value());
      std::sort(drawn.begin(), drawn.end());
      std::sort(traced.begin(), traced.end());
      BOOST_TEST(traced.size() == 3);
      BOOST_TEST(drawn == traced, boost::test_tools::per_element());
    }
  }
}

// Where nothing came back along any of several edges, their sum is 0, and norms are enough to know it.
BOOST_AUTO_TEST_CASE(nothing_and_nothing_add_up_to_nothing) {
  const Tensor W = parameter("W", {3, 3}, 1);
  Tensor h = Tensor(numbers({1, 3}, 2)).named("h_0").mark(Role::state, "h");
  for (int t = 1; t <= 3; ++t) {
    Scope scope("t", t);
    h = tanh(matmul(h, W) + matmul(sin(h), W)).mark(Role::state, "h");
  }
  const Tensor loss = (sum(square(h)) * 0).mark(Role::loss);
  for (const Trace::Keep keep : {Trace::Keep::arrays, Trace::Keep::norms}) {
    Trace trace(keep);
    loss.backward({.trace = &trace});
    const View view(Snapshot(loss, &trace), {.level = Level::cell});
    int taps = 0;
    for (const Link& l : view.links())
      if (view.items()[static_cast<std::size_t>(l.from)].look == Look::rail) {
        ++taps;
        BOOST_TEST_REQUIRE(l.flow.has_value());
        BOOST_TEST(*l.flow == 0);
      }
    BOOST_TEST(taps == 3);
  }
}

// Two uses in one step are one tap at cell level: the norm of the sum, which is not the sum of the norms.
BOOST_AUTO_TEST_CASE(two_uses_in_a_step_add_up_as_vectors) {
  const Tensor W = parameter("W", {3, 3}, 1);
  Tensor h = Tensor(numbers({1, 3}, 2)).named("h_0").mark(Role::state, "h");
  for (int t = 1; t <= 3; ++t) {
    Scope scope("t", t);
    h = tanh(matmul(h, W) + matmul(sin(h), W)).mark(Role::state, "h");
  }
  const Tensor loss = sum(square(h)).mark(Role::loss);
  for (const Trace::Keep keep : {Trace::Keep::arrays, Trace::Keep::norms}) {
    Trace trace(keep);
    loss.backward({.trace = &trace});
    const View view(Snapshot(loss, &trace), {.level = Level::cell});
    int taps = 0;
    for (const Link& l : view.links()) {
      if (view.items()[static_cast<std::size_t>(l.from)].look != Look::rail) continue;
      const int step = view.items()[static_cast<std::size_t>(l.to)].step;
      ++taps;
      if (keep == Trace::Keep::norms) {
        BOOST_TEST(!l.flow.has_value());  // norms do not tell
        continue;
      }
      double total[9] = {}, squares = 0;
      for (const SnapshotEdge& e : view.snapshot().edges())
        if (e.from == view.snapshot().find(W) && view.snapshot().nodes()[static_cast<std::size_t>(e.to)].step == step)
          for (std::size_t i = 0; i < 9; ++i) total[i] += static_cast<double>(e.share.numbers()[i]);
      for (double x : total) squares += x * x;
      BOOST_TEST(std::abs(l.flow.value() - std::sqrt(squares)) <= 1e-9);
    }
    BOOST_TEST(taps == 3);
  }
}

BOOST_AUTO_TEST_CASE(slices_of_one_sequence_become_one_input_a_step) {
  const Tensor xs = variable(numbers({3, 2, 4}, 1)).named("x").mark(Role::input), w = parameter("W", {4, 4}, 2);
  Tensor h = Tensor(numbers({2, 4}, 3)).named("h_0").mark(Role::state, "h");
  for (int t = 1; t <= 3; ++t) {
    Scope scope("t", t);
    h = tanh(xs[t - 1] + matmul(h, w)).mark(Role::state, "h");
  }
  const View view(Snapshot(sum(h)), {});
  const auto shown = labels(view);
  for (const char* label : {"x_1", "x_2", "x_3"}) BOOST_TEST(shown.count(label) == 1);
  BOOST_TEST(with_look(view, Look::rail).size() == 1);
}

// A fold keeps what it hides: 30 steps, the first two and the last three drawn, and the product of the hidden gains.
BOOST_AUTO_TEST_CASE(a_fold_carries_the_gain_of_what_it_hides) {
  const Rnn rnn(30);
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  const View view(Snapshot(rnn.loss, &trace), {.fold = {2, 3}});
  const auto folds = with_look(view, Look::fold);
  BOOST_REQUIRE(folds.size() == 1u);
  BOOST_TEST(folds.front().step == 3);
  BOOST_TEST(folds.front().last_step == 27);
  BOOST_TEST(folds.front().label == "25 steps");
  BOOST_TEST(with_look(view, Look::state).size() == 5);
  double product = 1;
  for (std::size_t t = 3; t <= 27; ++t)
    product *= static_cast<double>(*trace.norm(rnn.states[t - 2].node()) / *trace.norm(rnn.states[t - 1].node()));
  BOOST_TEST(folds.front().note == "×" + short_number(product));

  BOOST_TEST(with_look(View(Snapshot(rnn.loss), {}), Look::fold).size() == 1);  // by default, from 17 steps on
  BOOST_TEST(with_look(View(Snapshot(Rnn(16).loss), {}), Look::fold).empty());
  BOOST_TEST(with_look(View(Snapshot(Rnn(5).loss), {.fold = {4, 4}}), Look::fold).empty());  // nothing left to hide
}

// The backward pass of three steps: each parameter's gradient is one sum of three addends, one from each step.
BOOST_AUTO_TEST_CASE(a_shared_weight_gathers_three_addends) {
  const Rnn rnn(3);
  const std::vector<Tensor> gradients = grad(rnn.loss, std::vector<Tensor>{rnn.W_hh, rnn.W_xh}, {.create_graph = true});
  const View view(Snapshot(gradients), {});
  BOOST_TEST((view.level() == Level::backward));
  int sums = 0;
  for (const Item& item : view.items()) {
    if (item.look != Look::sum) continue;
    ++sums;
    BOOST_TEST(item.label == "Σ");
    std::set<int> steps;
    const auto addends = links_to(view, item);
    BOOST_TEST(addends.size() == 3);
    for (const Link& l : addends) {
      BOOST_TEST(view.items()[static_cast<std::size_t>(l.from)].backward);
      steps.insert(view.items()[static_cast<std::size_t>(l.from)].step);
    }
    BOOST_TEST((steps == std::set<int>{1, 2, 3}));
  }
  BOOST_TEST(sums == 2);
}

// a − b and b − a are not the same: the op is called by what is taken away, if that is a parameter.
BOOST_AUTO_TEST_CASE(a_difference_is_called_by_what_it_takes_away) {
  const Tensor a = variable(Array::scalar(2)).named("a");
  Tensor y;
  {
    Scope scope("t", 1);
    y = a * Real(3) - a;
  }
  {
    Scope scope("t", 2);
    y = a - y;
  }
  const View view(Snapshot(y), {});
  std::multiset<std::string> shown;
  for (const Item& item : view.items()) shown.insert(item.label);
  BOOST_TEST(shown.count("− a") == 1u);
  BOOST_TEST(shown.count("−") == 1u);
}

BOOST_AUTO_TEST_CASE(single_numbers_show_values_and_signed_shares) {
  const Tensor w = variable(Array::scalar(2)).named("w"), x = variable(Array::scalar(-3)).named("x");
  const Tensor y = w * x + w;
  Trace trace(Trace::Keep::arrays);
  y.backward({.trace = &trace});
  const View view(Snapshot(y, &trace), {});
  BOOST_TEST(view.scalars());
  std::vector<double> shares;  // of dy/dw = x + 1
  for (const Link& l : view.links())
    if (view.items()[static_cast<std::size_t>(l.from)].label == "w") shares.push_back(l.share.value());
  std::sort(shares.begin(), shares.end());
  BOOST_TEST(shares == (std::vector<double>{-3, 1}), boost::test_tools::per_element());
}

// An LSTM whose states are kept, h_t and c_t for t = 0 … T.
struct KeptStates {
  std::vector<Tensor> h{Tensor(numbers({2, 3}, 6)).named("h_0").mark(Role::state, "h")},
      c{Tensor(numbers({2, 3}, 7)).named("c_0").mark(Role::state, "c")};
  Tensor W = parameter("cell.W", {4 + 3, 12}, 1), loss;

  explicit KeptStates(int steps) {
    for (int t = 1; t <= steps; ++t) {
      Scope scope("t", t);
      const Tensor x = Tensor(numbers({2, 4}, 100 + static_cast<unsigned>(t))).named("x").mark(Role::input);
      const std::vector<Tensor> gates = split(matmul(concat({x, h.back()}, 1), W), 1, 4);
      c.push_back((sigmoid(gates[0]) * c.back() + sigmoid(gates[1]) * tanh(gates[2])).mark(Role::state, "c"));
      h.push_back((sigmoid(gates[3]) * tanh(c.back())).mark(Role::state, "h"));
    }
    loss = mean(square(h.back())).named("L").mark(Role::loss);
  }
};

// c and h read the same product. What came back along its one edge is divided: by h's rules from h's gradient, by c's
// from c's. Here each part is asked for by itself.
BOOST_AUTO_TEST_CASE(what_two_states_read_through_one_product_is_divided_between_them) {
  const KeptStates lstm(4);
  Trace trace(Trace::Keep::arrays);
  lstm.loss.backward({.trace = &trace});
  const View view(Snapshot(lstm.loss, &trace), {.level = Level::cell});
  const auto check_part = [](const Link& link, const Array& expected) {
    BOOST_TEST_REQUIRE(link.part.size() == expected.size());
    double squares = 0;
    for (Index i = 0; i < expected.size(); ++i) {
      const double a = double(link.part.numbers()[std::size_t(i)]), b = double(expected.numbers()[std::size_t(i)]);
      BOOST_TEST(std::abs(a - b) <= (sizeof(Real) == 8 ? 1e-12 : 1e-6));
      squares += a * a;
    }
    BOOST_TEST(std::abs(*link.flow - std::sqrt(squares)) <= 1e-6 * std::sqrt(squares));
  };
  int parts = 0;
  for (const Link& link : view.links()) {
    const Item &from = view.items()[std::size_t(link.from)], &to = view.items()[std::size_t(link.to)];
    const bool tap = from.look == Look::rail;
    if (to.look != Look::state || !(tap || (from.label.starts_with("h_") && from.step > 0))) continue;
    const std::size_t t = std::size_t(to.step);
    const Tensor source = tap ? lstm.W : lstm.h[t - 1];
    const auto part_of = [&](const Tensor& state, const Tensor& gradient) {
      return grad(sum(state * gradient), tap ? lstm.W : source).value();
    };
    if (tap && to.step > 1) continue;  // the parameter is reached by way of the steps before, too
    const Tensor of_c(trace.gradient(lstm.c[t].node()));
    if (to.label.starts_with("c")) {
      check_part(link, part_of(lstm.c[t], of_c));
    } else {  // the rest, without what goes by way of c
      const Tensor of_h(trace.gradient(lstm.h[t].node()));
      const Array all = part_of(lstm.h[t], of_h);
      const Array by_c = grad(sum(lstm.h[t] * of_h), lstm.c[t]).value();
      check_part(link, (Tensor(all) - Tensor(part_of(lstm.c[t], Tensor(by_c)))).value());
    }
    ++parts;
  }
  BOOST_TEST(parts == 2 + 2 * 3);
}

// Norms can't be divided: all of it is told once, at c, which is computed first.
BOOST_AUTO_TEST_CASE(with_norms_alone_it_is_told_once) {
  const KeptStates lstm(4);
  Trace trace;
  lstm.loss.backward({.trace = &trace});
  const Drawing drawing = graphs::draw(lstm.loss, {.trace = &trace, .level = Level::cell});
  const View& view = drawing.view();
  std::map<int, int> told;  // of an edge: at how many links
  int elsewhere = 0;
  for (const Link& link : view.links()) {
    BOOST_TEST(!link.part);
    for (int e : link.edges) told[e] += view.snapshot().edges()[std::size_t(e)].flow.has_value();
    if (!link.counted_elsewhere) continue;
    ++elsewhere;
    BOOST_TEST(view.items()[std::size_t(link.to)].label.starts_with("h_"));
    BOOST_TEST(!link.flow.has_value());
  }
  for (const auto& [edge, times] : told) BOOST_TEST(times <= 1);
  BOOST_TEST(elsewhere == 3 + 4);  // h_1, h_2 and h_3, and the product's parameter in every step
  BOOST_TEST(drawing.dot().find("counted in that of another arrow") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
