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

// 0 · ∞ would be NaN.
BOOST_AUTO_TEST_CASE(without_a_weight_decay_the_parameter_does_not_enter) {
  const Tensor x = variable(Array({1}, {std::numeric_limits<Real>::infinity()}));
  optim::SGD optimizer({x}, {.lr = 1});
  step_along(optimizer, x, Array({1}, {4}));
  BOOST_TEST(x.item() == std::numeric_limits<Real>::infinity());
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

// v₁ = 4 and not (1 − d) 4; v₂ = ½ · 4 + ¾ · 2.
BOOST_AUTO_TEST_CASE(dampening_by_hand) {
  const Tensor x = variable(Array({1}, {0}));
  optim::SGD optimizer({x}, {.lr = 1, .momentum = Real(0.5), .dampening = Real(0.25)});
  step_along(optimizer, x, Array({1}, {4}));
  BOOST_TEST(x.item() == -4);
  step_along(optimizer, x, Array({1}, {2}));
  BOOST_TEST(x.item() == -7.5);
}

// v₁ = 4, a step of 4 + ½ · 4; v₂ = ½ · 4 + 2 = 4, a step of 2 + ½ · 4.
BOOST_AUTO_TEST_CASE(nesterov_by_hand) {
  const Tensor x = variable(Array({1}, {0}));
  optim::SGD optimizer({x}, {.lr = 1, .momentum = Real(0.5), .nesterov = true});
  step_along(optimizer, x, Array({1}, {4}));
  BOOST_TEST(x.item() == -6);
  step_along(optimizer, x, Array({1}, {2}));
  BOOST_TEST(x.item() == -10);
}

BOOST_AUTO_TEST_CASE(weight_decay_alone) {
  const Tensor x = variable(Array({2}, {3, -5}));
  optim::SGD optimizer({x}, {.lr = Real(0.5), .weight_decay = Real(0.25)});
  for (int t = 1; t <= 10; ++t) {
    step_along(optimizer, x, Array::zeros({2}));
    check_all_close(x.value(), std::array{3 * std::pow(0.875L, t), -5 * std::pow(0.875L, t)});
  }
}

BOOST_AUTO_TEST_CASE(a_trajectory_with_dampening_and_decay) {
  Quartic f;
  const optim::SGDOptions o{.lr = Real(0.03), .momentum = Real(0.8), .dampening = Real(0.3), .weight_decay = Real(0.2)};
  optim::SGD optimizer({f.p, f.q}, o);
  std::array<long double, 5> v{};
  f.follow(optimizer, [&](std::size_t i, int t, long double x, long double g) {
    g += o.weight_decay * x;
    v[i] = t == 1 ? g : o.momentum * v[i] + (1 - static_cast<long double>(o.dampening)) * g;
    return x - o.lr * v[i];
  });
}

BOOST_AUTO_TEST_CASE(a_trajectory_with_nesterov_and_decay) {
  Quartic f;
  const optim::SGDOptions o{.lr = Real(0.02), .momentum = Real(0.7), .weight_decay = Real(0.2), .nesterov = true};
  optim::SGD optimizer({f.p, f.q}, o);
  std::array<long double, 5> v{};
  f.follow(optimizer, [&](std::size_t i, int, long double x, long double g) {
    g += o.weight_decay * x;
    v[i] = o.momentum * v[i] + g;
    return x - o.lr * (g + o.momentum * v[i]);
  });
}

// What is remembered outlives the gradient it was taken from.
BOOST_AUTO_TEST_CASE(momentum_is_its_own) {
  const Tensor x = variable(Array({1}, {0}));
  optim::SGD optimizer({x}, {.lr = 1, .momentum = 1});
  sum(x * 1).backward();
  optimizer.step();  // v = 1
  optimizer.clear_grad();
  sum(x * 4).backward();
  optimizer.step();  // v = 1 + 4
  BOOST_TEST(x.item() == -6);
}

BOOST_AUTO_TEST_CASE(options_are_checked) {
  const Tensor x = variable(Array::scalar(1));
  const auto text = message_of([&] { optim::SGD({x}, {.lr = -1}); });
  BOOST_TEST(holds(text, "a learning rate of -1; it must be 0 or more"));
  BOOST_TEST(holds(message_of([&] { optim::SGD({x}, {.momentum = Real(-0.5)}); }), "a momentum of -0.5"));
  BOOST_TEST(holds(message_of([&] { optim::SGD({x}, {.dampening = -1}); }), "SGD: a dampening of -1; it must be 0"));
  BOOST_TEST(holds(message_of([&] { optim::SGD({x}, {.weight_decay = -1}); }), "SGD: a weight decay of -1"));
  const auto nesterov = "SGD: Nesterov's step looks ahead along the momentum; give it one above 0, and no dampening";
  BOOST_TEST(message_of([&] { optim::SGD({x}, {.nesterov = true}); }) == nesterov);
  BOOST_TEST(message_of([&] { optim::SGD({x}, {.momentum = Real(0.5), .dampening = Real(0.5), .nesterov = true}); }) ==
             nesterov);
}

BOOST_AUTO_TEST_SUITE_END()
