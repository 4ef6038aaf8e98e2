// In which order a picture is stepped through, and how the shares of a parameter's gradient add up on the way back.
#include "graphs/steps.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

#include "stepper/pages.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

const Item& item(const View& view, int i) { return view.items()[at(i)]; }

int rail_of(const View& view, const Tensor& parameter) {
  for (std::size_t i = 0; i < view.items().size(); ++i)
    if (view.items()[i].look == Look::rail && view.items()[i].node == view.snapshot().find(parameter))
      return static_cast<int>(i);
  BOOST_FAIL("no such rail");
  return -1;
}

// The norm of the sum of a parameter's shares in the time steps from `first` on, from the trace's own arrays.
double sum_from(const View& view, const Tensor& parameter, int first) {
  std::vector<double> sum(at(static_cast<int>(parameter.value().size())), 0);
  for (const SnapshotEdge& e : view.snapshot().edges()) {
    if (e.from != view.snapshot().find(parameter) || view.snapshot().nodes()[at(e.to)].step < first) continue;
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(e.share.numbers()[i]);
  }
  double squares = 0;
  for (double x : sum) squares += x * x;
  return std::sqrt(squares);
}

void check_near(double a, double b, const std::string& what) {
  BOOST_TEST(std::abs(a - b) <= (sizeof(Real) == 4 ? 1e-4 : 1e-9) * std::max(std::abs(b), 1e-3),
             what << ": " << a << " is not " << b);
}

// After each time step's share has come in, the sum holds the shares from there to the end of the sequence.
void check_sums(const View& view, const Tensor& parameter, const std::vector<int>& firsts) {
  const Steps steps(view);
  BOOST_TEST(steps.exact);
  const auto& sums = steps.sums.at(rail_of(view, parameter));
  BOOST_REQUIRE(sums.size() == firsts.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    BOOST_REQUIRE(sums[i].norm.has_value());
    check_near(*sums[i].norm, sum_from(view, parameter, firsts[i]), "the sum from t = " + std::to_string(firsts[i]));
  }
  double squares = 0;
  for (Real x : parameter.grad().numbers()) squares += static_cast<double>(x) * static_cast<double>(x);
  check_near(*sums.back().norm, std::sqrt(squares), "the gradient");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(steps)

BOOST_AUTO_TEST_CASE(forward_takes_each_item_once_and_after_what_it_reads) {
  for (const Page& page : pages()) {
    const View& view = page.drawing.view();
    const Steps steps(view);
    std::vector<int> computed;
    for (std::size_t i = 0; i < view.items().size(); ++i)
      if (is_step(view.items()[i])) computed.push_back(static_cast<int>(i));
    std::vector<int> order = steps.forward;
    std::sort(order.begin(), order.end());
    BOOST_TEST(order == computed, boost::test_tools::per_element());
    for (std::size_t k = 0; k < steps.forward.size(); ++k)
      BOOST_TEST(steps.items[at(steps.forward[k])].forward == static_cast<int>(k) + 1);
    for (const Link& l : view.links())
      if (is_step(item(view, l.to)))
        BOOST_TEST(steps.items[at(l.from)].forward < steps.items[at(l.to)].forward,
                   page.name << ": v" << l.to << " reads v" << l.from);
  }
}

BOOST_AUTO_TEST_CASE(time_runs_on_and_in_the_other_direction_back) {
  for (const Page& page : pages()) {
    const View& view = page.drawing.view();
    std::map<int, int> reached;  // by lane
    for (int i : Steps(view).forward) {
      const Item& now = item(view, i);
      if (now.step == 0 || now.backward) continue;
      const int step = view.lanes()[at(now.lane)].mirrored ? -now.last_step : now.step;
      if (reached.count(now.lane)) BOOST_TEST(reached[now.lane] <= step, page.name << ": v" << i);
      reached[now.lane] = step;
    }
  }
}

// Both directions of a bidirectional layer are computed one after the other, the future's from t = T to 1.
BOOST_AUTO_TEST_CASE(directions_come_one_after_the_other) {
  const Page page = traced_layer("both", nn::Bidirectional<nn::RNNCell>(4, 5), 3, "");
  const View& view = page.drawing.view();
  std::vector<std::pair<int, int>> order;
  for (int i : Steps(view).forward)
    if (item(view, i).step > 0 && (order.empty() || order.back() != std::pair(item(view, i).lane, item(view, i).step)))
      order.emplace_back(item(view, i).lane, item(view, i).step);
  const int future = view.lanes()[0].mirrored ? 0 : 1;
  std::vector<std::pair<int, int>> wanted{{0, 1}, {0, 2}, {0, 3}, {1, 1}, {1, 2}, {1, 3}};
  for (auto& [lane, step] : wanted)
    if (lane == future) step = 4 - step;
  BOOST_TEST((order == wanted));
}

BOOST_AUTO_TEST_CASE(backward_is_the_reverse_of_what_the_pass_reached) {
  const Rnn rnn(3);
  const Tensor other = mean(sin(rnn.states[1]));  // reads a state, but the pass starts at the loss
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  const View view(Snapshot(std::vector<Tensor>{rnn.loss, other}, &trace), {.level = Level::op});
  const Steps steps(view);
  std::vector<int> wanted;
  for (int i : steps.forward)
    if (trace.norm(view.snapshot().nodes()[at(item(view, i).node)].node)) wanted.insert(wanted.begin(), i);
  BOOST_TEST(steps.backward == wanted, boost::test_tools::per_element());
  BOOST_TEST(steps.backward.size() + 2 <= steps.forward.size());
  BOOST_TEST(item(view, steps.backward.front()).node == view.snapshot().find(rnn.loss));

  const Steps untraced(View(Snapshot(rnn.loss), {}));
  BOOST_TEST(untraced.backward.empty());
  BOOST_TEST(untraced.sums.empty());
}

// A rolled picture's cell is computed for t = 1 … T, and its gradients come back from T to 1.
BOOST_AUTO_TEST_CASE(a_loop_is_gone_round_once_for_each_time_step) {
  for (const bool every : {false, true}) {
    const Rnn rnn(7, every);
    Trace trace;
    rnn.loss.backward({.trace = &trace});
    const View view(Snapshot(rnn.loss, &trace), {.level = Level::rolled});
    const Steps steps(view);
    std::vector<int> there, back;
    for (std::size_t n = 0; n < steps.times.size(); ++n)
      if (steps.times[n] > 0) (n < steps.forward.size() ? there : back).push_back(steps.times[n]);
    BOOST_TEST(there == (std::vector<int>{1, 2, 3, 4, 5, 6, 7}), boost::test_tools::per_element());
    BOOST_TEST(back == (std::vector<int>{7, 6, 5, 4, 3, 2, 1}), boost::test_tools::per_element());
    BOOST_TEST_REQUIRE(steps.turns.size() == 1u);
    for (int t = 1; t < 7; ++t) BOOST_TEST(steps.turns[0][at(t - 1)] == steps.turns[0][at(t)] + 1);
    BOOST_TEST(steps.turns[0][6] > static_cast<int>(steps.forward.size()));
    BOOST_TEST(steps.turns[0][0] <= steps.count());
    for (const Link& l : view.links())
      if (is_step(item(view, l.to)))
        BOOST_TEST((item(view, l.from).look == Look::delay ||
                    steps.items[at(l.from)].forward < steps.items[at(l.to)].forward));
  }
}

// At op level, a halo and a share appear when their op passes its gradient on, and data's gradient when all has come.
BOOST_AUTO_TEST_CASE(a_halo_appears_when_its_op_passes_the_gradient_on) {
  const Rnn rnn(3);
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  const View view(Snapshot(rnn.loss, &trace), {.level = Level::op});
  const Steps steps(view);
  int halos = 0;
  for (std::size_t n = 0; n < view.links().size(); ++n) {
    const Link& l = view.links()[n];
    BOOST_TEST(steps.links[n].backward.has_value() == l.flow.has_value());
    if (!l.flow) continue;
    ++halos;
    BOOST_TEST(*steps.links[n].backward == steps.items[at(l.to)].backward.value());
    if (item(view, l.from).look == Look::leaf && !item(view, l.from).parameter)  // x_t has one user
      BOOST_TEST(steps.items[at(l.from)].backward.value() == *steps.links[n].backward);
  }
  BOOST_TEST(halos > 20);
}

BOOST_AUTO_TEST_CASE(running_sums_are_sums_of_the_traced_shares) {
  const Rnn rnn(3);
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  const View view(Snapshot(rnn.loss, &trace), {.level = Level::op});
  for (const Tensor& p : {rnn.W_xh, rnn.W_hh, rnn.b}) check_sums(view, p, {3, 2, 1});
}

BOOST_AUTO_TEST_CASE(running_sums_at_cell_level) {
  const Rnn rnn(8, true);  // with a loss at every step
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  const View view(Snapshot(rnn.loss, &trace), {.level = Level::cell});
  for (const Tensor& p : {rnn.W_xh, rnn.W_hh, rnn.b}) check_sums(view, p, {8, 7, 6, 5, 4, 3, 2, 1});
}

// What a fold hides comes in at once, with the fold.
BOOST_AUTO_TEST_CASE(a_fold_brings_the_shares_that_it_hides) {
  const Rnn rnn(30);
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  for (const Level level : {Level::cell, Level::op}) {
    const View view(Snapshot(rnn.loss, &trace), {.level = level, .fold = {2, 3}});
    for (const Tensor& p : {rnn.W_xh, rnn.W_hh, rnn.b}) check_sums(view, p, {30, 29, 28, 3, 2, 1});
  }
}

// Two uses in one op, and two ops in one step: every edge is one share.
BOOST_AUTO_TEST_CASE(each_share_counts_once) {
  const Tensor W = parameter("W", {3, 3}, 1);
  Tensor h = Tensor(numbers({1, 3}, 2)).named("h_0").mark(Role::state, "h");
  for (int t = 1; t <= 3; ++t) {
    Scope scope("t", t);
    h = tanh(matmul(h, W * W) + matmul(sin(h), W)).mark(Role::state, "h");
  }
  const Tensor loss = sum(square(h)).mark(Role::loss);
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  check_sums(View(Snapshot(loss, &trace), {.level = Level::cell}), W, {3, 2, 1});

  // Op by op there are two entries a step; after the second, the step is complete.
  const View view(Snapshot(loss, &trace), {.level = Level::op});
  const auto sums = Steps(view).sums.at(rail_of(view, W));
  BOOST_REQUIRE(sums.size() == 6u);
  for (std::size_t k = 0; k < 3; ++k)
    check_near(sums[2 * k + 1].norm.value(), sum_from(view, W, 3 - static_cast<int>(k)), "two shares in one step");
}

BOOST_AUTO_TEST_CASE(norms_alone_do_not_add_up) {
  const Rnn rnn(3);
  Trace trace;
  rnn.loss.backward({.trace = &trace});
  const View view(Snapshot(rnn.loss, &trace), {});
  const Steps steps(view);
  BOOST_TEST(!steps.exact);
  const auto& sums = steps.sums.at(rail_of(view, rnn.W_hh));
  BOOST_REQUIRE(sums.size() == 3u);
  BOOST_TEST(!sums[0].norm.has_value());
  BOOST_TEST(!sums[1].norm.has_value());
  check_near(sums[2].norm.value(), static_cast<double>(*trace.norm(rnn.W_hh.node())), "the whole gradient is known");
}

BOOST_AUTO_TEST_SUITE_END()
