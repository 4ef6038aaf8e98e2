// What is chosen, where mathematics leaves a choice: gradients on kinks and between equals, NaN, and the points
// where a formula read literally would give 0·∞.
#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(ties)

namespace {

const Real inf = std::numeric_limits<Real>::infinity(), nan = std::numeric_limits<Real>::quiet_NaN();

template <class F>
Array slope(F f, const Array& at) {
  const Tensor x = variable(at);
  return grad(sum(f(x)), x).value();
}
template <class F>
Array second(F f, const Array& at) {
  const Tensor x = variable(at), g = grad(sum(f(x)), x, {.create_graph = true});
  return g.needs_grad() ? grad(sum(g), x).value() : Array::zeros(at.shape());
}

}  // namespace

BOOST_AUTO_TEST_CASE(kinks) {
  const Array at({3}, {-1, 0, 2});
  BOOST_TEST(same(slope([](const Tensor& x) { return relu(x); }, at), Array({3}, {0, 0, 1})));
  BOOST_TEST(same(slope([](const Tensor& x) { return abs(x); }, at), Array({3}, {-1, 0, 1})));
  BOOST_TEST(same(slope([](const Tensor& x) { return clamp(x, -1, 1); }, Array({4}, {-2, -1, 1, 2})),
                  Array({4}, {0, 1, 1, 0})));
  BOOST_TEST(same(slope([](const Tensor& x) { return norm(x, 1); }, Array({2, 2}, {0, 0, 3, 4})),
                  Array({2, 2}, {0, 0, Real(0.6), Real(0.8)})));
  const auto bend = [](const Tensor& x) { return relu(x) + abs(x) + clamp(x, 0, 1); };
  BOOST_TEST(same(second(bend, at), Array::zeros({3})));
}

BOOST_AUTO_TEST_CASE(equals_share) {
  const Tensor a = variable(Array({3}, {1, 2, 3})), b = variable(Array({3}, {3, 2, 1}));
  BOOST_TEST(same(grad(sum(maximum(a, b)), a).value(), Array({3}, {0, Real(0.5), 1})));
  BOOST_TEST(same(grad(sum(minimum(a, b)), b).value(), Array({3}, {0, Real(0.5), 1})));
  BOOST_TEST(same(grad(sum(maximum(a, 2)), a).value(), Array({3}, {0, Real(0.5), 1})));
  BOOST_TEST(same(grad(sum(minimum(2, a)), a).value(), Array({3}, {1, Real(0.5), 0})));
  const Tensor x = variable(Array({2, 3}, {5, 1, 5, 2, 2, 2}));
  BOOST_TEST(close(grad(sum(max(x, 1)), x).value(),
                   Array({2, 3}, {Real(0.5), 0, Real(0.5), Real(1) / 3, Real(1) / 3, Real(1) / 3}), epsilon));
  BOOST_TEST(same(grad(min(x), x).value(), Array({2, 3}, {0, 1, 0, 0, 0, 0})));
}

BOOST_AUTO_TEST_CASE(not_a_number_is_contagious_in_maximum_and_not_in_where) {
  const Tensor x(Array({3}, {nan, 1, 2})), y(Array({3}, {1, nan, 1}));
  BOOST_TEST(same(maximum(x, y).value(), Array({3}, {nan, nan, 2})));
  BOOST_TEST(same(minimum(y, x).value(), Array({3}, {nan, nan, 1})));
  BOOST_TEST(std::isnan(max(x).item()));
  BOOST_TEST(std::isnan(min(Tensor(Array({9}, {1, 2, 3, 4, 5, 6, 7, 8, nan}))).item()));
  BOOST_TEST(same(where(x == x, x, 7).value(), Array({3}, {7, 1, 2})));
  BOOST_TEST(same(slope([](const Tensor& v) { return where(v > 0, v, log(v) * 0 + 1); }, Array({2}, {1, 2})),
                  Array({2}, {1, 1})));
}

// √x or 0: the branch that is not taken has an infinite slope, which must not come back as NaN, if x is guarded.
BOOST_AUTO_TEST_CASE(a_guard_inside_where_protects_all_orders) {
  const auto guarded = [](const Tensor& x) { return where(x > 0, sqrt(where(x > 0, x, 1)), 0); };
  BOOST_TEST(same(slope(guarded, Array({2}, {0, 4})), Array({2}, {0, Real(0.25)})));
  BOOST_TEST(same(second(guarded, Array({2}, {0, 4})), Array({2}, {0, Real(-1) / 32})));
}

BOOST_AUTO_TEST_CASE(powers_at_zero) {
  const Array at({3}, {0, 0, 2});
  for (const auto& [e, first_at_0, second_at_0] :
       std::initializer_list<std::array<Real, 3>>{{0, 0, 0}, {1, 1, 0}, {2, 0, 2}, {3, 0, 0}}) {
    const auto number = [e = e](const Tensor& x) { return pow(x, e); };
    const auto tensor = [e = e](const Tensor& x) { return pow(x, Tensor(Array::scalar(e))); };
    BOOST_TEST_CONTEXT("exponent " << e) {
      BOOST_TEST(slope(number, at).at({0}) == first_at_0);
      BOOST_TEST(slope(tensor, at).at({0}) == first_at_0);
      BOOST_TEST(second(number, at).at({0}) == second_at_0);
      BOOST_TEST(second(tensor, at).at({0}) == second_at_0);
      BOOST_TEST(std::isfinite(second(tensor, at).at({2})));
    }
  }
  const Tensor e = variable(Array({2}, {2, Real(0.5)})), zero = variable(Array::zeros({2}));
  BOOST_TEST(same(grad(sum(pow(zero, e)), e).value(), Array::zeros({2})));  // d 0^e / de = 0 for e > 0
  BOOST_TEST(same(grad(sum(pow(Real(0), e)), e).value(), Array::zeros({2})));
}

BOOST_AUTO_TEST_CASE(softplus_and_sigmoid_far_out) {
  const Real far = is_double ? 800 : 100;
  const auto f = [](const Tensor& x) { return softplus(x); };
  const Array at({5}, {-inf, -far, 0, far, inf});
  BOOST_TEST(close(softplus(Tensor(at)).value(), Array({5}, {0, 0, std::log(Real(2)), far, inf}), epsilon));
  BOOST_TEST(close(slope(f, at), Array({5}, {0, 0, Real(0.5), 1, 1}), epsilon));
  BOOST_TEST(close(second(f, Array({3}, {-far, 0, far})), Array({3}, {0, Real(0.25), 0}), epsilon));
}

BOOST_AUTO_TEST_SUITE_END()
