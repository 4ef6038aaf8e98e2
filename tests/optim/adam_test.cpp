#include "optim/adam.hpp"

#include "tests/optim/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(adam)

// After one step m̂ = g and v̂ = g², whatever the βs: each number moves by lr against the sign of its gradient.
BOOST_AUTO_TEST_CASE(the_first_step_has_length_lr) {
  const Tensor x = variable(Array({3}, {1, 2, 3}));
  optim::Adam optimizer({x}, {.lr = Real(0.25)});
  x.set_grad(Array({3}, {1000, Real(-0.01), 5}));
  optimizer.step();
  check_all_close(x.value(), std::vector<double>{0.75, 2.25, 2.75}, 2e-6);  // less ε/|g| of it
}

// β₁ = β₂ = ½ and ε = 0: m̂₁ = 1, v̂₁ = 1; m₂ = ½ · ½ + ½ · 3 = 1.75, m̂₂ = 7/3, v₂ = ½ · ½ + ½ · 9 = 4.75, v̂₂ =
// 19/3.
BOOST_AUTO_TEST_CASE(two_steps_by_hand) {
  const Tensor x = variable(Array({1}, {0}));
  optim::Adam optimizer({x}, {.lr = 1, .beta1 = Real(0.5), .beta2 = Real(0.5), .epsilon = 0});
  x.set_grad(Array({1}, {1}));
  optimizer.step();
  check_close(x.item(), -1);
  x.set_grad(Array({1}, {3}));
  optimizer.step();
  check_close(x.item(), -1 - (7 / 3.0L) / std::sqrt(19 / 3.0L));
}

BOOST_AUTO_TEST_CASE(a_trajectory) {
  Quartic f;
  const optim::AdamOptions options{.lr = Real(0.1), .beta1 = Real(0.8), .beta2 = Real(0.95), .epsilon = Real(1e-3)};
  optim::Adam optimizer({f.p, f.q}, options);
  std::array<long double, 5> x = f.numbers(), m{}, v{};
  const long double b1 = options.beta1, b2 = options.beta2;
  for (int t = 1; t <= 20; ++t) {
    f.differentiate();
    optimizer.step();
    const auto g = Quartic::gradient(x);
    for (std::size_t i = 0; i < 5; ++i) {
      m[i] = b1 * m[i] + (1 - b1) * g[i];
      v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
      const long double m_hat = m[i] / (1 - std::pow(b1, t)), v_hat = v[i] / (1 - std::pow(b2, t));
      x[i] -= options.lr * m_hat / (std::sqrt(v_hat) + options.epsilon);
    }
    f.check(x);
  }
}

BOOST_AUTO_TEST_CASE(a_trajectory_with_decay) {
  Quartic f;
  const optim::AdamOptions o{.lr = Real(0.1), .epsilon = Real(1e-3), .weight_decay = Real(0.5)};
  optim::Adam optimizer({f.p, f.q}, o);
  std::array<long double, 5> m{}, v{};
  const long double b1 = o.beta1, b2 = o.beta2;
  f.follow(optimizer, [&](std::size_t i, int t, long double x, long double g) {
    g += o.weight_decay * x;
    m[i] = b1 * m[i] + (1 - b1) * g;
    v[i] = b2 * v[i] + (1 - b2) * g * g;
    return x - o.lr * m[i] / (1 - std::pow(b1, t)) / (std::sqrt(v[i] / (1 - std::pow(b2, t))) + o.epsilon);
  });
}

// β₁ = 0, β₂ = ½, ε = 0: v = 8, then ½ · 8 + ½ · 4 = 6, but the largest is still 8: v̂₂ = 8 / (1 − ¼).
BOOST_AUTO_TEST_CASE(amsgrad_by_hand) {
  const Tensor x = variable(Array({1}, {0}));
  optim::Adam optimizer({x}, {.lr = 1, .beta1 = 0, .beta2 = Real(0.5), .epsilon = 0, .amsgrad = true});
  step_along(optimizer, x, Array({1}, {4}));
  check_close(x.item(), -1);
  step_along(optimizer, x, Array({1}, {2}));
  check_close(x.item(), -1 - 2 / std::sqrt(8 / 0.75L));
}

// A parameter without a gradient does not move, and its count of steps, which corrects the bias, stands
// still.
BOOST_AUTO_TEST_CASE(steps_are_counted_for_each_parameter) {
  const Tensor often = variable(Array({1}, {0})), seldom = variable(Array({1}, {0}));
  optim::Adam optimizer({often, seldom}, {.lr = Real(0.5), .epsilon = 0});
  for (int step = 0; step < 3; ++step) {
    often.set_grad(Array({1}, {1}));
    optimizer.step();
  }
  check_close(often.item(), -1.5);
  BOOST_TEST(seldom.item() == 0);
  seldom.set_grad(Array({1}, {7}));
  optimizer.step();
  check_close(seldom.item(), -0.5);
}

BOOST_AUTO_TEST_CASE(options_are_checked) {
  const Tensor x = variable(Array::scalar(1));
  BOOST_TEST(holds(message_of([&] { optim::Adam({x}, {.beta1 = 1}); }), "Adam: a beta of 1; it must be from 0"));
  BOOST_TEST(holds(message_of([&] { optim::Adam({x}, {.beta2 = -1}); }), "Adam: a beta of -1"));
  BOOST_TEST(holds(message_of([&] { optim::Adam({x}, {.epsilon = -1}); }), "an epsilon of -1"));
  BOOST_TEST(holds(message_of([&] { optim::Adam({x}, {.weight_decay = -1}); }), "Adam: a weight decay of -1"));
}

BOOST_AUTO_TEST_SUITE_END()
