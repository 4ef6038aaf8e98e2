#include "optim/rmsprop.hpp"

#include "autograd/rule.hpp"
#include "tests/optim/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(rmsprop)

// α = ½, ε = 0: v₁ = ½ · 16 = 8, v₂ = 4 + ½ · 4 = 6.
BOOST_AUTO_TEST_CASE(two_steps_by_hand) {
  const Tensor x = variable(Array({1}, {0}));
  optim::RMSprop optimizer({x}, {.lr = 1, .alpha = Real(0.5), .epsilon = 0});
  step_along(optimizer, x, Array({1}, {4}));
  check_close(x.item(), -4 / std::sqrt(8.0L));
  step_along(optimizer, x, Array({1}, {-2}));
  check_close(x.item(), -4 / std::sqrt(8.0L) + 2 / std::sqrt(6.0L));
}

// a₁ = ½ · 4 = 2, v₁ − a₁² = 8 − 4 = 4; a₂ = 1 − 1 = 0, v₂ − a₂² = 6. With μ = ½: b₁ = 4/2, b₂ = 1 − 2/√6.
BOOST_AUTO_TEST_CASE(two_centered_steps_with_momentum_by_hand) {
  const Tensor x = variable(Array({1}, {0}));
  optim::RMSprop optimizer({x}, {.lr = 1, .alpha = Real(0.5), .epsilon = 0, .momentum = Real(0.5), .centered = true});
  step_along(optimizer, x, Array({1}, {4}));
  check_close(x.item(), -2);
  step_along(optimizer, x, Array({1}, {-2}));
  check_close(x.item(), -2 - (1 - 2 / std::sqrt(6.0L)));
}

BOOST_AUTO_TEST_CASE(a_trajectory) {
  Quartic f;
  const optim::RMSpropOptions o{.lr = Real(0.05), .alpha = Real(0.9), .epsilon = Real(1e-3)};
  optim::RMSprop optimizer({f.p, f.q}, o);
  std::array<long double, 5> v{};
  f.follow(optimizer, [&](std::size_t i, int, long double x, long double g) {
    v[i] = o.alpha * v[i] + (1 - static_cast<long double>(o.alpha)) * g * g;
    return x - o.lr * g / (std::sqrt(v[i]) + o.epsilon);
  });
}

BOOST_AUTO_TEST_CASE(a_trajectory_with_everything) {
  Quartic f;
  const optim::RMSpropOptions o{.lr = Real(0.02),
                                .alpha = Real(0.8),
                                .epsilon = Real(1e-2),
                                .weight_decay = Real(0.25),
                                .momentum = Real(0.5),
                                .centered = true};
  optim::RMSprop optimizer({f.p, f.q}, o);
  std::array<long double, 5> v{}, a{}, b{};
  const long double rest = 1 - static_cast<long double>(o.alpha);
  f.follow(optimizer, [&](std::size_t i, int, long double x, long double g) {
    g += o.weight_decay * x;
    v[i] = o.alpha * v[i] + rest * g * g;
    a[i] = o.alpha * a[i] + rest * g;
    b[i] = o.momentum * b[i] + g / (std::sqrt(v[i] - a[i] * a[i]) + o.epsilon);
    return x - o.lr * b[i];
  });
}

// A gradient that stays the same has no variance, and by rounding v − a² comes out below 0.
BOOST_AUTO_TEST_CASE(a_constant_gradient_leaves_it_finite) {
  const Array g({4}, {Real(0.1), Real(0.3), Real(0.7), Real(1e-3)});
  const Tensor x = variable(Array::zeros({4}));
  optim::RMSprop optimizer({x}, {.alpha = Real(0.5), .epsilon = 1, .centered = true});
  bool below = false;  // did it happen at all?
  Array v = Array::zeros({4}), a = v;
  for (int t = 1; t <= 200; ++t) {
    step_along(optimizer, x, g);
    v = Real(0.5) * v + Real(0.5) * square(g);
    a = Real(0.5) * a + Real(0.5) * g;
    const Array variance = v - square(a);
    for (const Real number : variance.numbers()) below = below || number < 0;
  }
  BOOST_TEST(below);
  for (const Real number : x.value().numbers()) BOOST_TEST(std::isfinite(number));
  const Real before = x.value().at({2});
  step_along(optimizer, x, g);  // s = √0 + ε, but for a rounding
  check_close(x.value().at({2}), before - 0.01L * 0.7L, is_double ? 1e-9 : 1e-5);
}

// NaN stays to be seen.
BOOST_AUTO_TEST_CASE(what_is_not_finite_is_not_hidden) {
  const Tensor x = variable(Array::zeros({1}));
  optim::RMSprop optimizer({x}, {.centered = true});
  step_along(optimizer, x, Array({1}, {std::numeric_limits<Real>::quiet_NaN()}));
  BOOST_TEST(std::isnan(x.item()));
}

BOOST_AUTO_TEST_CASE(options_are_checked) {
  const Tensor x = variable(Array::scalar(1));
  const auto text = [&](const optim::RMSpropOptions& options) {
    return message_of([&] { optim::RMSprop({x}, options); });
  };
  BOOST_TEST(text({.lr = -1}) == "RMSprop: a learning rate of -1; it must be 0 or more, and finite");
  BOOST_TEST(text({.alpha = 1}) == "RMSprop: an alpha of 1; it must be from 0 up to below 1");
  BOOST_TEST(holds(text({.epsilon = -1}), "an epsilon of -1; it must be 0 or more"));
  BOOST_TEST(holds(text({.weight_decay = -2}), "a weight decay of -2"));
  BOOST_TEST(holds(text({.momentum = std::numeric_limits<Real>::infinity()}), "a momentum of inf; it must be 0"));
  BOOST_TEST(holds(message_of([&] {
                     optim::RMSprop({{{x}, {}}, {{variable(Array::scalar(1))}, {.alpha = -1}}});
                   }),
                   "an alpha of -1"));
}

BOOST_AUTO_TEST_SUITE_END()
