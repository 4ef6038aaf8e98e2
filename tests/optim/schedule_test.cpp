#include "optim/schedule.hpp"

#include <numbers>

#include "optim/sgd.hpp"
#include "tests/optim/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(schedule)

namespace {

void check_factors(const optim::Schedule& schedule, std::initializer_list<long double> wanted) {
  Index step = 0;
  for (const long double factor : wanted) check_close(schedule(step++), factor, 1e-15);
}

}  // namespace

BOOST_AUTO_TEST_CASE(factors_by_hand) {
  check_factors(optim::step_decay(2, 0.5), {1, 1, 0.5, 0.5, 0.25, 0.25, 0.125});
  check_factors(optim::step_decay(1), {1, 0.1L, 0.01L});
  check_factors(optim::exponential_decay(0.5), {1, 0.5, 0.25, 0.125});
  check_factors(optim::linear(4, 0, 1), {0, 0.25, 0.5, 0.75, 1, 1, 1});
  check_factors(optim::linear(2, 0.5, 0.25), {0.5, 0.375, 0.25, 0.25});
  check_factors(optim::linear(1), {1 / 3.0L, 1, 1});
  const long double root = std::numbers::sqrt2_v<long double> / 4;
  check_factors(optim::cosine_decay(4), {1, 0.5L + root, 0.5, 0.5L - root, 0, 0.5L - root, 0.5, 0.5L + root, 1});
  check_factors(optim::cosine_decay(2, 0.5), {1, 0.75, 0.5, 0.75});
  check_factors(optim::cosine_decay(1), {1, 0, 1, 0});
}

// Far on, where π · step would have lost its last digits.
BOOST_AUTO_TEST_CASE(large_steps) {
  check_close(optim::cosine_decay(3)(6000000000000 + 3), 0, 1e-15);
  BOOST_TEST(optim::exponential_decay(0.9)(1'000'000'000) == 0);
  BOOST_TEST(optim::exponential_decay(1)(1'000'000'000) == 1);
  BOOST_TEST(optim::exponential_decay(0)(0) == 1);
}

BOOST_AUTO_TEST_CASE(schedules_are_composed) {
  const auto warm_up = optim::linear(2, 0.5);
  const auto halves = optim::exponential_decay(0.5);
  check_factors(warm_up * halves, {0.5, 0.375, 0.25, 0.125});
  check_factors(warm_up.then(2, halves), {0.5, 0.75, 1, 0.5, 0.25});
  check_factors(warm_up.then(1, halves).then(3, optim::step_decay(1, 0.25)), {0.5, 1, 0.5, 1, 0.25});
  check_factors(warm_up.then(1, halves.then(2, optim::step_decay(1, 0.25))), {0.5, 1, 0.5, 1, 0.25});
  check_factors(warm_up * halves.then(1, halves), {0.5, 0.75, 0.5, 0.25});
  check_factors(optim::Schedule([](Index step) { return static_cast<double>(step * step); }), {0, 1, 4, 9});
}

// It has no memory: any step may be asked for, in any order.
BOOST_AUTO_TEST_CASE(only_the_step_counts) {
  const auto schedule = optim::linear(3).then(5, optim::cosine_decay(7, 0.1) * optim::step_decay(3));
  std::vector<double> forward;
  for (Index step = 0; step < 20; ++step) forward.push_back(schedule(step));
  for (Index step = 19; step >= 0; --step) BOOST_TEST(schedule(step) == forward[static_cast<std::size_t>(step)]);
}

BOOST_AUTO_TEST_CASE(groups_keep_their_proportions) {
  const Tensor a = variable(Array::scalar(0)), b = variable(Array::scalar(0));
  optim::SGD optimizer({{{a}, {.lr = 1}}, {{b}, {.lr = Real(0.25)}}});
  const auto schedule = optim::exponential_decay(0.5);
  for (Index step = 0; step < 4; ++step) {
    optimizer.scale_lr(schedule(step));
    b.set_grad(Array::scalar(1));
    step_along(optimizer, a, Array::scalar(1));
  }
  BOOST_TEST(a.item() == -(1 + 0.5 + 0.25 + 0.125));
  BOOST_TEST(b.item() == a.item() / 4);
}

BOOST_AUTO_TEST_CASE(arguments_are_checked) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(message_of([] { optim::step_decay(0); }) == "step_decay: 0 steps; there must be 1 or more");
  BOOST_TEST(holds(message_of([] { optim::step_decay(1, -1); }), "step_decay: a gamma of -1; it must be 0 or more"));
  BOOST_TEST(holds(message_of([&] { optim::exponential_decay(nan); }), "exponential_decay: a gamma of nan"));
  BOOST_TEST(holds(message_of([] { optim::cosine_decay(-3); }), "cosine_decay: -3 steps"));
  BOOST_TEST(holds(message_of([] { optim::cosine_decay(3, -1); }), "cosine_decay: a least factor of -1"));
  BOOST_TEST(holds(message_of([] { optim::linear(0); }), "linear: 0 steps"));
  BOOST_TEST(holds(message_of([] { optim::linear(2, -1); }), "linear: a first factor of -1"));
  BOOST_TEST(holds(message_of([] { optim::linear(2, 1, -1); }), "linear: a last factor of -1"));
  const auto schedule = optim::linear(2);
  BOOST_TEST(holds(message_of([&] { schedule(-1); }), "step -1; steps count from 0"));
  BOOST_TEST(holds(message_of([&] { schedule.then(0, schedule); }), "Schedule::then: 0 steps"));
}

BOOST_AUTO_TEST_SUITE_END()
