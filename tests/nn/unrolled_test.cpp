#include "nn/unrolled.hpp"

#include "autograd/backward.hpp"
#include "autograd/gradcheck.hpp"
#include "autograd/random.hpp"
#include "nn/rnn_cell.hpp"
#include "tests/nn/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(unrolled)

namespace {
constexpr Index steps = 4, B = 2, I = 3, H = 5;

// The recurrence and its backpropagation through time as sums over indices, in long double and without the
// engine: loss = Σ_t Σ_bh weights[t, b, h] h_t[b, h].
struct ByHand {
  using Numbers = std::vector<long double>;
  std::vector<Numbers> h;  // h[0] is the start
  Numbers dW_xh, dW_hh, db, dxs, dh_0;

  ByHand(const nn::RNNCell& cell, const Array& xs, const Array& h_0, const Array& weights)
      : dW_xh(I * H), dW_hh(H * H), db(H), dxs(steps * B * I), dh_0(B * H) {
    const Real *Wx = cell.W_xh.value().data(), *Wh = cell.W_hh.value().data(), *b = cell.b.value().data();
    const auto at = [](Index i) { return static_cast<std::size_t>(i); };
    h.emplace_back(h_0.numbers().begin(), h_0.numbers().end());
    for (Index t = 0; t < steps; ++t) {
      Numbers next(B * H);
      for (Index n = 0; n < B; ++n)
        for (Index j = 0; j < H; ++j) {
          long double a = b[j];
          for (Index i = 0; i < I; ++i) a += static_cast<long double>(xs.at({t, n, i})) * Wx[i * H + j];
          for (Index k = 0; k < H; ++k) a += h[at(t)][at(n * H + k)] * Wh[k * H + j];
          next[at(n * H + j)] = std::tanh(a);
        }
      h.push_back(next);
    }
    Numbers dh(B * H);
    for (Index t = steps - 1; t >= 0; --t) {
      Numbers before(B * H);
      for (Index n = 0; n < B; ++n)
        for (Index j = 0; j < H; ++j) {
          const long double y = h[at(t + 1)][at(n * H + j)];
          const long double da = (dh[at(n * H + j)] + weights.at({t, n, j})) * (1 - y * y);
          db[at(j)] += da;
          for (Index i = 0; i < I; ++i) {
            dW_xh[at(i * H + j)] += da * xs.at({t, n, i});
            dxs[at((t * B + n) * I + i)] += da * Wx[i * H + j];
          }
          for (Index k = 0; k < H; ++k) {
            dW_hh[at(k * H + j)] += da * h[at(t)][at(n * H + k)];
            before[at(n * H + k)] += da * Wh[k * H + j];
          }
        }
      dh = before;
    }
    dh_0 = dh;
  }
};

struct Fixture {
  Fixture() { seed(10); }
  nn::RNNCell cell{I, H};
  Tensor xs = variable(random_numbers().normal({steps, B, I}));
  Tensor h_0 = variable(random_numbers().normal({B, H}));
  Array weights = random_numbers().normal({steps, B, H});
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(states_and_gradients_by_hand, Fixture) {
  const ByHand wanted(cell, xs.value(), h_0.value(), weights);
  const auto run = nn::unrolled(cell, xs, {h_0});
  BOOST_TEST_REQUIRE(run.states.size() == 4u);
  for (std::size_t t = 1; t <= 4; ++t) check_all_close(run.states[t - 1].h.value(), wanted.h[t]);
  BOOST_TEST(run.last().h.node() == run.states[3].h.node());

  BOOST_TEST((run.outputs().shape() == Shape{steps, B, H}));
  sum(run.outputs() * Tensor(weights)).backward();
  check_all_close(cell.W_xh.grad(), wanted.dW_xh, 10 * rounding);
  check_all_close(cell.W_hh.grad(), wanted.dW_hh, 10 * rounding);
  check_all_close(cell.b.grad(), wanted.db, 10 * rounding);
  check_all_close(xs.grad(), wanted.dxs, 10 * rounding);
  check_all_close(h_0.grad(), wanted.dh_0, 10 * rounding);
}

// First and second derivatives of the whole, by differences, for either nonlinearity.
BOOST_FIXTURE_TEST_CASE(gradients_by_differences, Fixture) {
  nn::RNNCell with_relu(I, H, {.nonlinearity = nn::Nonlinearity::relu});
  for (const nn::RNNCell* each : {&cell, &with_relu}) {
    std::vector<Tensor> leaves = each->parameters();
    leaves.push_back(xs);
    leaves.push_back(h_0);
    const auto report = gradcheck([&] { return nn::unrolled(*each, xs, {h_0}).outputs(); }, leaves, {.order = 2});
    BOOST_TEST(report.passed, report.text);
  }
}

BOOST_FIXTURE_TEST_CASE(starts_at_zero_unless_told, Fixture) {
  const ByHand wanted(cell, xs.value(), Array::zeros({B, H}), weights);
  check_all_close(nn::unrolled(cell, xs).last().h.value(), wanted.h[4]);
}

BOOST_FIXTURE_TEST_CASE(a_vector_of_inputs_is_the_same, Fixture) {
  const std::vector<Tensor> each{xs[0], xs[1], xs[2], xs[3]};
  const auto run = nn::unrolled(cell, each), whole = nn::unrolled(cell, xs);
  check_all_close(run.outputs().value(), whole.outputs().value().numbers());
  const auto given = nn::unrolled(cell, each, {h_0});
  check_all_close(given.outputs().value(), nn::unrolled(cell, xs, {h_0}).outputs().value().numbers());
}

BOOST_FIXTURE_TEST_CASE(each_step_has_its_scope_name_and_role, Fixture) {
  const Tensor zero(Array::zeros({B, H}));
  Scope scope("encoder");
  const auto run = nn::unrolled(cell, xs, {zero});
  for (int t = 1; t <= 4; ++t) {
    const Tensor& h = run.states[static_cast<std::size_t>(t - 1)].h;
    BOOST_TEST(h.name() == "h_" + std::to_string(t));
    BOOST_TEST((h.node()->role == Role::state));
    BOOST_TEST(std::string(h.node()->field) == "h");
    BOOST_TEST(h.node()->scope.step() == t);
    BOOST_TEST(h.node()->scope.text() == "encoder/t=" + std::to_string(t));
  }
  BOOST_TEST(zero.name() == "h_0");
  BOOST_TEST((zero.node()->role == Role::state));
  BOOST_TEST(here() == " (in encoder)");
}

BOOST_FIXTURE_TEST_CASE(a_start_that_is_something_else_stays_it, Fixture) {
  h_0.mark(Role::parameter).named("initial");
  nn::unrolled(cell, xs, {h_0});
  BOOST_TEST(h_0.name() == "initial");
  BOOST_TEST((h_0.node()->role == Role::parameter));

  const auto first = nn::unrolled(cell, xs);
  nn::unrolled(cell, xs, first.last());
  BOOST_TEST(first.last().h.name() == "h_4");
}

// Truncation: a second stretch that starts from detached numbers has the same values, and gradients as if the
// first had never been.
BOOST_FIXTURE_TEST_CASE(detach_truncates, Fixture) {
  const auto first = nn::unrolled(cell, xs, {h_0});
  const auto on = nn::unrolled(cell, xs, first.last()), cut = nn::unrolled(cell, xs, nn::detach(first.last()));
  check_all_close(cut.outputs().value(), on.outputs().value().numbers(), 0);

  const ByHand second(cell, xs.value(), first.last().h.value(), weights);
  sum(cut.outputs() * Tensor(weights)).backward();
  BOOST_TEST(!h_0.grad());
  check_all_close(cell.W_hh.grad(), second.dW_hh, 10 * rounding);
  sum(on.outputs() * Tensor(weights)).backward();
  BOOST_TEST(static_cast<bool>(h_0.grad()));

  // Its gradients are not those of what it computes, and the checker says so.
  const auto truncated = [&] { return nn::unrolled(cell, xs, nn::detach(nn::unrolled(cell, xs).last())).last().h; };
  const Array W_hh = cell.W_hh.value();
  BOOST_TEST(!gradcheck(truncated, {cell.W_hh}).passed);
  check_all_close(cell.W_hh.value(), W_hh.numbers(), 0);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_recorded_under_no_grad, Fixture) {
  const NoGrad evaluating;
  const auto before = live_nodes();
  const auto run = nn::unrolled(cell, xs);
  BOOST_TEST(!run.last().h.needs_grad());
  BOOST_TEST(live_nodes() == before + 4);  // h_1 … h_4
}

BOOST_FIXTURE_TEST_CASE(a_graph_is_freed_with_its_last_handle, Fixture) {
  const auto nodes = live_nodes();
  sum(nn::unrolled(cell, xs, {h_0}).outputs()).backward();
  BOOST_TEST(live_nodes() == nodes);
}

BOOST_FIXTURE_TEST_CASE(wrong_sequences_are_refused, Fixture) {
  const auto run = [&](const Shape& shape) {
    return message_of<ShapeError>([&] { nn::unrolled(cell, Tensor(Array::zeros(shape))); });
  };
  BOOST_TEST(run({steps, I}) ==
             "unrolled: a sequence is (T, batch, features), not (4, 3); reshape a single one to (T, 1, features)");
  BOOST_TEST(holds(run({0, B, I}), "the sequence (0, 2, 3) has no steps"));
  BOOST_TEST(holds(run({steps, B, I + 1}), "x (2, 4) does not end in the 3 features that W_xh (3, 5) takes (in t=1)"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { nn::unrolled(cell, std::vector<Tensor>{}); }), "no steps"));
  BOOST_TEST(holds(message_of<ShapeError>([&] { nn::unrolled(cell, std::vector{xs[0][0]}); }), "not (3)"));
  BOOST_TEST(holds(message_of([&] { nn::unrolled(cell, xs, {Tensor()}); }), "state to start from is empty"));
  BOOST_TEST(here() == "");
}

BOOST_AUTO_TEST_SUITE_END()
