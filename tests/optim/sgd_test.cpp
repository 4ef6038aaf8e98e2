#include "optim/sgd.hpp"

#include "autograd/ops.hpp"
#include "tests/optim/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(sgd)

// On ½ k x² the gradient is k x: x ← x − lr k x, so that x shrinks by the same factor in every step.
BOOST_AUTO_TEST_CASE(shrinks_a_parabola_by_a_constant_factor) {
  const Tensor x = variable(Array::scalar(3));
  optim::SGD optimizer({x}, {.lr = Real(0.1)});
  for (int step = 1; step <= 10; ++step) {
    optimizer.clear_grad();
    (x * x * 2).backward();
    optimizer.step();
    check_close(x.item(), 3 * std::pow(0.6L, step));
  }
}

BOOST_AUTO_TEST_CASE(three_steps_with_momentum_by_hand) {
  const Tensor x = variable(Array({2}, {1, -2}));
  optim::SGD optimizer({x}, {.lr = Real(0.5), .momentum = Real(0.5)});
  const auto step_along = [&](Real a, Real b) {
    x.set_grad(Array({2}, {a, b}));
    optimizer.step();
  };
  step_along(1, 2);  // v = (1, 2)
  check_all_close(x.value(), std::vector<double>{0.5, -3});
  step_along(-1, 0);  // v = (0.5 − 1, 1)
  check_all_close(x.value(), std::vector<double>{0.75, -3.5});
  step_along(0, 4);  // v = (−0.25, 0.5 + 4)
  check_all_close(x.value(), std::vector<double>{0.875, -5.75});
}

BOOST_AUTO_TEST_CASE(a_trajectory_with_momentum) {
  Quartic f;
  optim::SGD optimizer({f.p, f.q}, {.lr = Real(0.02), .momentum = Real(0.9)});
  std::array<long double, 5> x = f.numbers(), v{};
  for (int step = 0; step < 20; ++step) {
    f.differentiate();
    optimizer.step();
    const auto g = Quartic::gradient(x);
    for (std::size_t i = 0; i < 5; ++i) {
      v[i] = static_cast<Real>(0.9) * v[i] + g[i];
      x[i] -= static_cast<Real>(0.02) * v[i];
    }
    f.check(x);
  }
}

// What is remembered must not follow the gradient it was taken from.
BOOST_AUTO_TEST_CASE(momentum_is_its_own) {
  const Tensor x = variable(Array({1}, {0}));
  optim::SGD optimizer({x}, {.lr = 1, .momentum = 1});
  sum(x * 1).backward();
  optimizer.step();       // v = 1
  sum(x * 4).backward();  // the gradient is not cleared: 1 + 4
  optimizer.step();       // v = 1 + 5
  BOOST_TEST(x.item() == -7);
}

BOOST_AUTO_TEST_CASE(options_are_checked) {
  const Tensor x = variable(Array::scalar(1));
  const auto text = message_of([&] { optim::SGD({x}, {.lr = -1}); });
  BOOST_TEST(holds(text, "a learning rate of -1; it must be 0 or more"));
  BOOST_TEST(holds(message_of([&] { optim::SGD({x}, {.momentum = Real(-0.5)}); }), "a momentum of -0.5"));
}

BOOST_AUTO_TEST_SUITE_END()
