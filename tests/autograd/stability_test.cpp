// softmax, log_softmax and logsumexp where naive formulas overflow, and sums of very many numbers.
#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "tests/autograd/checks.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(stability)

namespace {

const Real inf = std::numeric_limits<Real>::infinity();

}  // namespace

BOOST_AUTO_TEST_CASE(large_inputs_do_not_overflow) {
  const Real far = is_double ? 1e300 : 1e30;
  const Tensor x(Array({3, 3}, {1000, 1000, 999, -1000, -1001, -1000, far, 0, -far}));
  const Real e = std::exp(Real(-1)), s = 2 + e;
  BOOST_TEST(
      close(softmax(x).value(), Array({3, 3}, {1 / s, 1 / s, e / s, 1 / s, e / s, 1 / s, 1, 0, 0}), 2 * epsilon));
  BOOST_TEST(
      close(logsumexp(slice(x, 0, 0, 2), 1).value(), Array({2}, {1000 + std::log(s), -1000 + std::log(s)}), epsilon));
  const Array log_p = log_softmax(x).value();
  BOOST_TEST(close(log_p[0], Array({3}, {-std::log(s), -std::log(s), -1 - std::log(s)}), 4 * epsilon));
  BOOST_TEST(same(log_p[2], Array({3}, {0, -far, -2 * far})));
  const Real log_3 = std::log(Real(3));
  BOOST_TEST(close(log_softmax(Tensor(Array::full({3}, far))).value(), Array::full({3}, -log_3), 2 * epsilon));
}

BOOST_AUTO_TEST_CASE(minus_infinity_is_a_mask) {
  const Tensor x = variable(Array({2, 3}, {1, -inf, 1, -inf, 5, -inf}));
  BOOST_TEST(close(softmax(x).value(), Array({2, 3}, {Real(0.5), 0, Real(0.5), 0, 1, 0}), epsilon));
  BOOST_TEST(close(logsumexp(x, 1).value(), Array({2}, {1 + std::log(Real(2)), 5}), 2 * epsilon));
  BOOST_TEST(log_softmax(x).value().at({0, 1}) == -inf);
  const Tensor weights(Array({2, 3}, {1, 2, 3, 4, 5, 6}));
  const Array g = grad(sum(softmax(x) * weights), x).value();
  BOOST_TEST(close(g, Array({2, 3}, {Real(-0.5), 0, Real(0.5), 0, 0, 0}), 2 * epsilon));
  BOOST_TEST(close(grad(sum(logsumexp(x, 1)), x).value(), softmax(x).value(), 2 * epsilon));
}

BOOST_AUTO_TEST_CASE(all_masked_and_infinite_rows) {
  const Tensor none(Array({2}, {-inf, -inf})), many(Array({2}, {inf, 1}));
  BOOST_TEST(logsumexp(none).item() == -inf);
  BOOST_TEST(logsumexp(many).item() == inf);
}

// A row without any number has no softmax: no gradient flows through it, at any order, as through a row of attention
// that is masked as a whole. A row with ∞ has none either, and says so: it comes from a fault before it.
BOOST_AUTO_TEST_CASE(slopes_of_all_masked_and_infinite_rows) {
  const Tensor x = variable(Array({3, 2}, {-inf, -inf, -inf, 1, 2, 2}));
  const Tensor g = grad(sum(logsumexp(x, 1)), x, {.create_graph = true});
  BOOST_TEST(same(g.value(), Array({3, 2}, {0, 0, 0, 1, Real(0.5), Real(0.5)})));
  const Tensor weights(Array({3, 2}, {1, 2, 3, 4, 5, 7}));
  BOOST_TEST(close(grad(sum(g * weights), x).value(), Array({3, 2}, {0, 0, 0, 0, Real(-0.5), Real(0.5)}), epsilon));
  const Tensor all = variable(Array::full({2, 2}, -inf));
  BOOST_TEST(same(grad(logsumexp(all), all).value(), Array::zeros({2, 2})));

  const Tensor many = variable(Array({2}, {inf, 1}));
  BOOST_TEST(std::isnan(grad(logsumexp(many), many).value().at({0})));
  BOOST_TEST(std::isnan(softmax(many).value().at({0})));
}

// Beside large numbers log Σ is rounded away, and exp(x − y) is 1 for each.
BOOST_AUTO_TEST_CASE(slope_of_logsumexp_is_softmax_beside_large_numbers) {
  for (const Real far : {Real(1), Real(1000), 1 / epsilon, std::numeric_limits<Real>::max() / 2})
    for (const Real sign : {Real(1), Real(-1)}) BOOST_TEST_CONTEXT("at " << sign * far) {
        const Tensor x = variable(Array::full({2, 4}, sign * far));
        const Tensor g = grad(logsumexp(x), x, {.create_graph = true});
        BOOST_TEST(close(g.value(), Array::full({2, 4}, Real(0.125)), epsilon));
        const Array second = grad(sum(square(g) + g), x).value();
        BOOST_TEST(close(second, Array::zeros({2, 4}), epsilon));
      }
}

BOOST_AUTO_TEST_CASE(norms_whose_squares_overflow_or_vanish) {
  using Limits = std::numeric_limits<Real>;
  const Real far = Limits::max() / 8, tiny = Limits::min(), least = Limits::denorm_min(), e = epsilon;
  const Tensor x = variable(Array(
      {6, 2}, {3 * far, 4 * far, 3 * tiny, -4 * tiny, 3, 4, 0, 0, least, 0, std::sqrt(tiny) * 3, 4 * std::sqrt(tiny)}));
  const Array y = norm(x, 1).value();
  for (const auto& [row, exact] : std::initializer_list<std::pair<Index, Real>>{
           {0, 5 * far}, {1, 5 * tiny}, {2, 5}, {3, 0}, {4, least}, {5, 5 * std::sqrt(tiny)}})
    BOOST_TEST(std::abs(y.at({row}) - exact) <= 4 * e * exact, "row " << row << ": " << y.at({row}));
  const Array g = grad(sum(norm(x, 1)), x).value();
  const Real a = Real(0.6), b = Real(0.8);
  BOOST_TEST(close(g, Array({6, 2}, {a, b, a, -b, a, b, 0, 0, 1, 0, a, b}), 4 * e));
  BOOST_TEST(norm(Tensor(Array({2}, {inf, 1}))).item() == inf);
  BOOST_TEST(std::isnan(norm(Tensor(Array({2}, {Limits::quiet_NaN(), 1}))).item()));
  BOOST_TEST(norm(Tensor(Array::zeros({2, 0})), 1).value().at({1}) == 0);
  BOOST_TEST(std::abs(norm(Tensor(Array({2, 2}, {far, far, far, far}))).item() - 2 * far) <= 4 * e * far);
}

BOOST_AUTO_TEST_CASE(identities) {
  const Array x = random_array({4, 7}, 3, -5, 5);
  const Array p = softmax(Tensor(x)).value();
  BOOST_TEST(close(sum(Tensor(p), 1).value(), Array::ones({4}), 4 * epsilon));
  BOOST_TEST(close(softmax(Tensor(x) + 100).value(), p, 200 * epsilon));  // shifts do nothing
  BOOST_TEST(close(exp(log_softmax(Tensor(x))).value(), p, 20 * epsilon));
  BOOST_TEST(close(softmax(Tensor(x), 0).value(), T(softmax(T(Tensor(x)))).value(), 4 * epsilon));
  const Array pair({2}, {Real(0.3), Real(-1.1)});
  BOOST_TEST(close(softmax(Tensor(pair)).value()[0], sigmoid(Tensor(Array::scalar(Real(1.4)))).value(), 2 * epsilon));
}

// The rounding error of a sum grows with the logarithm of the count, not with the count.
BOOST_AUTO_TEST_CASE(a_million_numbers_are_summed_pairwise) {
  constexpr Index n = 1'000'000;
  const Array x = random_array({n}, 4, 0, 1);
  long double exact = 0;
  for (Real v : x.numbers()) exact += v;
  const auto error = [&](const Tensor& y) { return std::abs(static_cast<double>((y.item() - exact) / exact)); };
  const Tensor t(x);
  BOOST_TEST(error(sum(t)) < 4 * epsilon);
  BOOST_TEST(error(sum(reshape(t, {n, 1}), 0)) < 4 * epsilon);
  BOOST_TEST(error(sum(sum(reshape(t, {n / 4, 4}), 0))) < 4 * epsilon);  // down the columns
  BOOST_TEST(error(mean(t) * Real(n)) < 4 * epsilon);
  BOOST_TEST(error(square(norm(sqrt(t)))) < 8 * epsilon);
  Real naive = 0;
  for (Real v : x.numbers()) naive += v;
  BOOST_TEST(error(sum(t)) < std::abs(static_cast<double>((naive - exact) / exact)));
}

BOOST_AUTO_TEST_CASE(variance_of_numbers_far_from_zero) {
  const Real far = is_double ? 1e8 : 1e4;
  const Tensor x(Array({4}, {far + 4, far + 7, far + 13, far + 16}));
  BOOST_TEST(var(x).item() == Real(22.5));
  BOOST_TEST(var(x, {}, false, 1).item() == 30);
}

BOOST_AUTO_TEST_SUITE_END()
