#include "optim/adamw.hpp"

#include "tests/optim/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(adamw)

// Where the gradient is 0, nothing is left but the decay: the same factor in every step.
BOOST_AUTO_TEST_CASE(weights_shrink_by_a_constant_factor) {
  const Tensor x = variable(Array({2}, {3, -5}));
  optim::AdamW optimizer({x}, {.lr = Real(0.5), .weight_decay = Real(0.25)});
  for (int t = 1; t <= 10; ++t) {
    step_along(optimizer, x, Array::zeros({2}));
    check_all_close(x.value(), std::array{3 * std::pow(0.875L, t), -5 * std::pow(0.875L, t)});
  }
}

// … and so it is however large the gradients are, to which Adam's step is all the same: x₁ = (1 − lr λ) x₀ ∓ lr. In
// Adam with its own decay, the gradient drowns it.
BOOST_AUTO_TEST_CASE(decay_does_not_depend_on_the_gradient) {
  const Tensor x = variable(Array({2}, {1, 1})), y = variable(Array({2}, {1, 1}));
  optim::AdamW apart({x}, {.lr = Real(0.125), .epsilon = 0, .weight_decay = Real(0.5)});
  optim::Adam inside({y}, {.lr = Real(0.125), .epsilon = 0, .weight_decay = Real(0.5)});
  step_along(apart, x, Array({2}, {Real(1e-3), -1000}));
  step_along(inside, y, Array({2}, {Real(1e-3), -1000}));
  check_all_close(x.value(), std::array{0.9375L - 0.125L, 0.9375L + 0.125L});
  check_all_close(y.value(), std::array{1 - 0.125L, 1 + 0.125L});
}

BOOST_AUTO_TEST_CASE(a_trajectory) {
  Quartic f;
  const optim::AdamWOptions o{.lr = Real(0.1),
                              .beta1 = Real(0.8),
                              .beta2 = Real(0.95),
                              .epsilon = Real(1e-3),
                              .weight_decay = Real(0.25),
                              .amsgrad = true};
  optim::AdamW optimizer({f.p, f.q}, o);
  std::array<long double, 5> m{}, v{}, largest{};
  const long double b1 = o.beta1, b2 = o.beta2;
  f.follow(optimizer, [&](std::size_t i, int t, long double x, long double g) {
    x *= 1 - static_cast<long double>(o.lr) * o.weight_decay;
    m[i] = b1 * m[i] + (1 - b1) * g;
    v[i] = b2 * v[i] + (1 - b2) * g * g;
    largest[i] = std::max(largest[i], v[i]);
    return x - o.lr * m[i] / (1 - std::pow(b1, t)) / (std::sqrt(largest[i] / (1 - std::pow(b2, t))) + o.epsilon);
  });
}

BOOST_AUTO_TEST_CASE(without_decay_it_is_adam) {
  Quartic f, g;
  optim::AdamW one({f.p, f.q}, {.lr = Real(0.1), .weight_decay = 0});
  optim::Adam other({g.p, g.q}, {.lr = Real(0.1)});
  for (int step = 0; step < 10; ++step) {
    f.differentiate();
    g.differentiate();
    one.step();
    other.step();
    BOOST_TEST((same(f.p.value(), g.p.value()) && same(f.q.value(), g.q.value())));
  }
}

// The decay follows the rate of its group.
BOOST_AUTO_TEST_CASE(each_group_has_its_decay) {
  const Tensor x = variable(Array::scalar(1)), y = variable(Array::scalar(1));
  optim::AdamW optimizer({{{x}, {.lr = Real(0.5), .weight_decay = Real(0.5)}}, {{y}, {.lr = 1, .weight_decay = 0}}});
  optimizer.set_lr(Real(0.25), 0);
  y.set_grad(Array::scalar(0));
  step_along(optimizer, x, Array::scalar(0));
  check_close(x.item(), 0.875L);
  BOOST_TEST(y.item() == 1);
}

BOOST_AUTO_TEST_CASE(options_are_checked) {
  const Tensor x = variable(Array::scalar(1));
  BOOST_TEST(message_of([&] { optim::AdamW({x}, {.weight_decay = -1}); }) ==
             "AdamW: a weight decay of -1; it must be 0 or more, and finite");
  BOOST_TEST(holds(message_of([&] { optim::AdamW({x}, {.beta1 = 1}); }), "AdamW: a beta of 1"));
  BOOST_TEST(holds(message_of([&] { optim::AdamW({x}, {.beta2 = 2}); }), "AdamW: a beta of 2"));
  BOOST_TEST(holds(message_of([&] { optim::AdamW({x}, {.lr = -1}); }), "AdamW: a learning rate of -1"));
  BOOST_TEST(holds(message_of([&] { optim::AdamW({x, x}); }), "AdamW: parameters 0 and 1 are the same"));
}

BOOST_AUTO_TEST_SUITE_END()
