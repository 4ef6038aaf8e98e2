// 5b: one step against the rules solved on paper; then what they are good for: bounded for any step, and accurate.
#pragma once

#include "graphs/snapshot.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

inline Tensor number_5b(double value) { return variable(Array::scalar(Real(value))); }

template <class Rule>
double last_5b(Rule rule, double lambda_dt, int T) {
  const Tensor y = rule(number_5b(1), number_5b(lambda_dt), Real(1), T);
  demand(Stage::value, y && y.size() == 1, "you return no tensor with the one number y_T");
  return y.item();
}

template <class Rule>
void check_rule_5b(const std::string& name, Rule rule, double (*factor)(double), double order) {
  const auto is = [](double got, double wanted) {
    return std::abs(got - wanted) <= rounding * std::max(1e-3, std::abs(wanted));
  };
  const auto text = [](double x) { return lessons::short_text(x); };
  const double one = last_5b(rule, 0.5, 1), wanted = factor(0.5);
  const std::string asked = name + ": from y_0 = 1 with λΔt = 0.5 you reach " + text(one) + " in one step; ";
  demand(Stage::value, !is(one, 0.5),
         asked +
             "that is forward Euler, which has y_{t−1} on the right where this rule "
             "has y_t: bring all y_t to the left and divide");
  demand(Stage::value, !is(one, (0.5 + 1 / 1.5) / 2),
         asked +
             "that is the mean of what forward and backward Euler give; in the rule the mean is of y_{t−1} and "
             "y_t, before it is solved");
  demand(Stage::value, !is(one, std::exp(-0.5)), asked + "that is the exact solution; the rule gives " + text(wanted));
  demand(Stage::value, is(one, wanted), asked + "it should be " + text(wanted));
  demand(Stage::value, is(last_5b(rule, 0.5, 3), std::pow(wanted, 3)),
         name + ": three steps with λΔt = 0.5 give " + text(last_5b(rule, 0.5, 3)) + "; it should be " + text(wanted) +
             " to the third");

  for (const double a : {0.1, 2.1, 10.0, 1000.0})
    demand(Stage::behaviour, std::abs(last_5b(rule, a, 49)) < 1,
           name + ": 49 steps with λΔt = " + text(a) + " reach " + text(last_5b(rule, a, 49)) +
               "; this rule is stable for every step");
  const auto error = [&](int steps) { return std::abs(last_5b(rule, 1.0 / steps, steps) - std::exp(-1)); };
  const double ratio = error(20) / error(40);
  demand(Stage::behaviour, std::abs(ratio - std::exp2(order)) < 0.2,
         name + ": half the step divides the error by " + text(ratio) + "; by this rule it is about " +
             text(std::exp2(order)));

  for (const double a : {0.5, 2.1}) {
    const Tensor y0 = number_5b(1), lambda = number_5b(a);
    const Tensor y = rule(y0, lambda, Real(1), 5);
    const double by_start = grad(y, y0).item(), by_lambda = grad(y, lambda).item();
    demand(Stage::gradient, is(by_start, std::pow(factor(a), 5)),
           name + ": dy_5/dy_0 with λΔt = " + text(a) + " is " + text(by_start) +
               "; it should be what y is "
               "multiplied by, " +
               text(std::pow(factor(a), 5)));
    const double e = 1e-4, slope = (std::pow(factor(a + e), 5) - std::pow(factor(a - e), 5)) / (2 * e);
    demand(Stage::gradient, by_lambda != 0,
           name + ": dy_5/dλ is 0; λ is a tensor like a weight, and taking its number with item() cuts the graph");
    demand(Stage::gradient, std::abs(by_lambda - slope) <= 1e-5,
           name + ": dy_5/dλ with λΔt = " + text(a) + " is " + text(by_lambda) + "; it should be " + text(slope));
  }
  const Tensor y0 = number_5b(1);
  const Tensor y = rule(y0, number_5b(0.5), Real(1), 12);
  const auto path = graphs::Snapshot(y).shortest_path(y0, y);
  demand(Stage::drawing, path && *path >= 12,
         name + ": in the graph of 12 steps the shortest way from y_0 to y_12 has length " +
             std::to_string(path.value_or(0)) + "; compute it step by step, as a simulation does");
}

template <class Backward, class Trapezoidal>
void check_5b(Backward backward_euler, Trapezoidal trapezoidal) {
  check_rule_5b(
      "backward Euler", backward_euler, [](double a) { return 1 / (1 + a); }, 1);
  check_rule_5b(
      "the trapezoidal rule", trapezoidal, [](double a) { return (1 - a / 2) / (1 + a / 2); }, 2);
}
