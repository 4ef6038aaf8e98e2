// NaN and infinity: who made them.
#include "autograd/anomaly.hpp"
#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "nn/attention.hpp"
#include "nn/linear.hpp"
#include "tests/misuse/said.hpp"

using namespace unroll;

BOOST_AUTO_TEST_SUITE(anomalies)

namespace {

constexpr Real infinity = std::numeric_limits<Real>::infinity(), nan = std::numeric_limits<Real>::quiet_NaN();

}  // namespace

// ---- In the value ----

BOOST_AUTO_TEST_CASE(the_logarithm_of_a_negative_number) {
  const Tensor x = variable(Array({3}, {-1, 0, 4})).named("x");
  const Scope encoder("encoder");
  const Scope step("t", 2);
  const Tensor loss = sum(log(x) * 2) + 1;
  BOOST_TEST(
      said([&] { detect_anomaly(loss); }) ==
      "detect_anomaly: log (3) in encoder/t=2 is NaN; its input is x (variable) (3), from -1 to 4; keep its inputs "
      "where the op and its slope are finite: guard or clamp them, clip the gradient, or take a smaller learning rate");
}

BOOST_AUTO_TEST_CASE(nothing_divided_by_nothing) {
  const Tensor sums = variable(Array({2}, {0, 3})).named("sums"), counts = Tensor(Array({2}, {0, 1})).named("counts");
  BOOST_TEST(said([&] { detect_anomaly(mean(sums / counts)); }) ==
             "detect_anomaly: div (2) is NaN; its inputs are sums (variable) (2), from 0 to 3, and counts (constant) "
             "(2), from 0 to 1; keep its inputs where the op and its slope are finite: guard or clamp them, clip the "
             "gradient, or take a smaller learning rate");
}

BOOST_AUTO_TEST_CASE(a_softmax_of_ones_own_that_overflows) {
  const Tensor scores = variable(Array({2}, {0, 20000})).named("scores");
  const Scope scope("attention");
  const Tensor e = exp(scores);
  BOOST_TEST(said([&] { detect_anomaly(sum(square(e / sum(e)))); }) ==
             "detect_anomaly: exp (2) in attention is infinite, and makes div (2) in attention NaN; its input is "
             "scores (variable) (2), from 0 to 20000; keep its inputs where the op and its slope are finite: guard or "
             "clamp them, clip the gradient, or take a smaller learning rate");
}

BOOST_AUTO_TEST_CASE(a_sum_that_overflows) {
  const Tensor x = variable(Array({2}, {std::numeric_limits<Real>::max(), std::numeric_limits<Real>::max()}));
  const std::string sentence = said([&] { detect_anomaly(sum(x)); });
  BOOST_TEST(holds(sentence, "detect_anomaly: sum () is infinite; its input is variable (2), "));
}

BOOST_AUTO_TEST_CASE(data_that_hold_nan) {
  const nn::Linear head(2, 1);
  const Tensor xs = Tensor(Array({1, 2}, {1, nan})).named("xs");
  BOOST_TEST(said([&] { detect_anomaly(sum(head(xs))); }) ==
             "detect_anomaly: xs (constant) (1, 2) is NaN, and no op of this graph made it so; look at the data, or "
             "record what it was computed from");
}

BOOST_AUTO_TEST_CASE(a_parameter_that_exploded) {
  const Tensor w = variable(Array({2}, {1, infinity})).named("W");
  BOOST_TEST(said([&] { detect_anomaly(sum(w)); }) ==
             "detect_anomaly: W (variable) (2) is infinite, and no op of this graph made it so; look for the "
             "optimizer's step that did, or at how it starts");
}

BOOST_AUTO_TEST_CASE(a_graph_that_was_released) {
  const Tensor loss = sum(log(variable(Array({1}, {-1}))));
  loss.backward({.release = true});
  BOOST_TEST(said([&] { detect_anomaly(loss); }) ==
             "detect_anomaly: the value of log (1) was freed by backward with release; read it before, detach() it, or "
             "run backward without release");
}

// ---- In the gradient ----

BOOST_AUTO_TEST_CASE(the_slope_of_the_root_at_0) {
  const Tensor x = variable(Array({2}, {0, 4})).named("x");
  const Scope step("t", 3);
  const Tensor loss = sum(sqrt(x)) * 2;
  BOOST_TEST(said([&] { detect_anomaly(loss); }) ==
             "detect_anomaly: the rule of sqrt (2) in t=3, dx = dy / 2y, makes the gradient of x (variable) (2) "
             "infinite; dy is 2, and its input is x (variable) (2), from 0 to 4; keep its inputs where the op and its "
             "slope are finite: guard or clamp them, clip the gradient, or take a smaller learning rate");
  BOOST_TEST(!x.grad());
}

BOOST_AUTO_TEST_CASE(a_gradient_that_is_not_a_number) {
  const Tensor x = variable(Array({2}, {0, 4})).named("x");
  BOOST_TEST(said([&] { detect_anomaly(sum(sqrt(x) * 0)); }) ==
             "detect_anomaly: the rule of sqrt (2), dx = dy / 2y, makes the gradient of x (variable) (2) NaN; dy is 0, "
             "and its input is x (variable) (2), from 0 to 4; keep its inputs where the op and its slope are finite: "
             "guard or clamp them, clip the gradient, or take a smaller learning rate");
}

BOOST_AUTO_TEST_CASE(shares_that_overflow_together) {
  const Real large = std::numeric_limits<Real>::max() / Real(1.5);
  const Tensor x = variable(Array::scalar(0)).named("x");
  BOOST_TEST(said([&] { detect_anomaly(x * large + x * large); }) ==
             "detect_anomaly: the gradient of x (variable) () is infinite, as a sum of finite shares; clip the "
             "gradient at an earlier step, or take a smaller learning rate");
}

BOOST_AUTO_TEST_CASE(a_sum_that_is_handed_on) {
  const Real large = std::numeric_limits<Real>::max() / Real(1.5);
  const Tensor x = variable(Array::scalar(0)), y = (x * 1).named("y");
  BOOST_TEST(said([&] { detect_anomaly(y * large + y * large + x); }) ==
             "detect_anomaly: the gradient of y (mul) () is infinite, as a sum of finite shares; clip the gradient at "
             "an earlier step, or take a smaller learning rate");
}

// ---- No anomaly ----

BOOST_AUTO_TEST_CASE(what_is_finite_is_none) {
  const Tensor x = variable(Array({2}, {1, 4}));
  BOOST_TEST(anomaly(sum(sqrt(x))) == "");
  BOOST_TEST(anomaly(sqrt(x)) == "");
  BOOST_TEST(anomaly(x.detach()) == "");
  BOOST_TEST(!x.grad());
}

// −∞ in a mask forbids, and the gradient of what is forbidden is 0.
BOOST_AUTO_TEST_CASE(a_mask_is_none) {
  const Tensor scores = variable(Array::ones({2, 2}));
  const Tensor forbidden(Array({2, 2}, {0, -infinity, 0, 0}));
  BOOST_TEST(anomaly(sum(square(nn::attend(scores, Tensor(Array::ones({2, 1})), {.added = forbidden}).output))) == "");
}

BOOST_AUTO_TEST_SUITE_END()
