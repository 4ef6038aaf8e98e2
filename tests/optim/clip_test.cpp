#include "optim/clip.hpp"

#include "tests/optim/support.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(clip)

namespace {

// Gradients (3, 0) and (4), of norm 5, and one parameter without.
struct Fixture {
  Tensor a = variable(Array({2}, {1, 1})), b = variable(Array::scalar(1)), c = variable(Array::scalar(1));
  Fixture() {
    a.set_grad(Array({2}, {3, 0}));
    b.set_grad(Array::scalar(4));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(scales_a_long_gradient_down, Fixture) {
  check_close(optim::clip_grad_norm({a, b, c}, 2), 5);
  const double scale = 2 / (5 + 1e-6);
  check_all_close(a.grad(), std::vector<double>{3 * scale, 0});
  check_close(b.grad().item(), 4 * scale);
  BOOST_TEST(!c.grad());
  check_close(optim::clip_grad_norm({a, b, c}, 100), 2, 1e-6);
}

BOOST_FIXTURE_TEST_CASE(leaves_a_short_gradient_alone, Fixture) {
  check_close(optim::clip_grad_norm({a, b, c}, 6), 5);
  BOOST_TEST((a.grad().at({0}) == 3 && a.grad().at({1}) == 0 && b.grad().item() == 4));
}

BOOST_AUTO_TEST_CASE(no_gradient_has_norm_zero) {
  const Tensor a = variable(Array::scalar(1));
  BOOST_TEST(optim::clip_grad_norm({a}, 1) == 0);
  BOOST_TEST(optim::clip_grad_norm({}, 1) == 0);
}

BOOST_FIXTURE_TEST_CASE(squares_do_not_overflow, Fixture) {
  constexpr Real large = sizeof(Real) == 8 ? Real(1e150) : Real(1e30);
  b.set_grad(Array::scalar(large));
  const Real norm = optim::clip_grad_norm({a, b}, 1);
  check_close(norm / large, 1);
  check_close(b.grad().item(), 1);
}

BOOST_FIXTURE_TEST_CASE(squares_of_the_largest_and_the_smallest_numbers, Fixture) {
  using Limits = std::numeric_limits<Real>;
  for (const Real unit : {Limits::max() / 8, Limits::min() / 8}) BOOST_TEST_CONTEXT("in units of " << unit) {
      a.set_grad(Array({2}, {3 * unit, 0}));
      b.set_grad(Array::scalar(4 * unit));
      const bool large = unit > 1;
      const Real norm = optim::clip_grad_norm({a, b}, 1);
      check_close(norm / unit, 5);
      check_close(a.grad().at({0}) / (large ? 1 : unit), large ? 0.6 : 3);
      check_close(b.grad().item() / (large ? 1 : unit), large ? 0.8 : 4);
    }
  a.set_grad(Array({2}, {Limits::max(), Limits::max()}));  // of a norm that is no number any more
  b.set_grad(Array::scalar(0));
  BOOST_TEST(optim::clip_grad_norm({a, b}, 1) == Limits::infinity());
  check_all_close(a.grad(), std::vector<double>{std::sqrt(0.5), std::sqrt(0.5)}, 1e-6);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_finite_is_refused, Fixture) {
  b.named("head.b");
  b.set_grad(Array::scalar(std::numeric_limits<Real>::infinity()));
  const auto text = message_of([&] { optim::clip_grad_norm({a, b}, 1); });
  BOOST_TEST(holds(text, "clip_grad_norm: the gradient of \"head.b\" () is not finite"));
  BOOST_TEST(a.grad().at({0}) == 3);
  BOOST_TEST(holds(message_of([&] { optim::clip_grad_norm({a}, 0); }), "a bound of 0; it must be above 0"));
}

BOOST_FIXTURE_TEST_CASE(cuts_each_number, Fixture) {
  a.set_grad(Array({2}, {-3, 1}));
  optim::clip_grad_value({a, b, c}, 2);
  check_all_close(a.grad(), std::vector<double>{-2, 1}, 0);
  BOOST_TEST(b.grad().item() == 2);
  BOOST_TEST(!c.grad());
  optim::clip_grad_value({}, 1);
}

BOOST_FIXTURE_TEST_CASE(cuts_infinity_and_refuses_nan, Fixture) {
  constexpr Real infinity = std::numeric_limits<Real>::infinity();
  a.set_grad(Array({2}, {-infinity, infinity}));
  optim::clip_grad_value({a, b}, 5);
  check_all_close(a.grad(), std::vector<double>{-5, 5}, 0);
  b.named("head.b");
  b.set_grad(Array::scalar(std::numeric_limits<Real>::quiet_NaN()));
  const auto text = message_of([&] { optim::clip_grad_value({a, b}, 1); });
  BOOST_TEST(holds(text, "clip_grad_value: the gradient of \"head.b\" () holds NaN"));
  BOOST_TEST(a.grad().at({0}) == -5);
  BOOST_TEST(holds(message_of([&] { optim::clip_grad_value({a}, 0); }), "a bound of 0; it must be above 0"));
  const Real nan = std::numeric_limits<Real>::quiet_NaN();
  BOOST_TEST(holds(message_of([&] { optim::clip_grad_value({a}, nan); }), "a bound of nan"));
}

// What clipping writes must not reach another tensor that shares the numbers.
BOOST_FIXTURE_TEST_CASE(cuts_only_its_own, Fixture) {
  const Array shared({2}, {7, -7});
  a.set_grad(shared);
  optim::clip_grad_value({a}, 1);
  BOOST_TEST((shared.at({0}) == 7 && shared.at({1}) == -7));
}

BOOST_AUTO_TEST_SUITE_END()
