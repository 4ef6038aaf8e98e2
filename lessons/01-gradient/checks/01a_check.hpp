// 1a: mul and tanh, given as functions from values to a value.
#pragma once

#include <cmath>
#include <functional>

#include "autograd/random.hpp"
#include "lessons/01-gradient/scalar.hpp"
#include "lessons/support/check.hpp"

namespace unroll::lessons {

// The shares that y hands back for dy, one for each input, against slopes that are measured by trying. `f`
// computes the operation for any inputs.
inline void check_shares(const std::string& what, const scalar::Value& y, const std::vector<double>& at, double dy,
                         const std::function<double(const std::vector<double>&)>& f,
                         const std::vector<std::string>& rules) {
  const scalar::Shares shares = y->rule(dy);
  demand(Stage::gradient, shares.size() == at.size(),
         "the rule of " + what + " returns " + std::to_string(shares.size()) +
             " shares; it should return one for each of its " + std::to_string(at.size()) + " inputs");
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double step = 1e-5;
    auto above = at, below = at;
    above[i] += step;
    below[i] -= step;
    demand_close(Stage::gradient, "the share of input " + std::to_string(i) + " of " + what, shares[i],
                 dy * (f(above) - f(below)) / (2 * step), 1e-7, rules[i]);
  }
}

using Unary = scalar::Value (*)(const scalar::Value&);
using Binary = scalar::Value (*)(const scalar::Value&, const scalar::Value&);

inline void check_1a(Binary mul, Unary tanh) {
  const auto a = scalar::leaf(2), b = scalar::leaf(-3), x = scalar::leaf(0.5);
  const auto ab = mul(a, b), y = tanh(x);
  demand(Stage::value, ab && y, "mul or tanh returns an empty handle; return what scalar::record gives you");
  demand_close(Stage::value, "mul(2, -3)", ab->number, -6);
  demand_close(Stage::value, "tanh(0.5)", y->number, std::tanh(0.5));

  demand(Stage::behaviour, ab->inputs() == std::vector{a, b},
         "mul should record its two inputs, a first; without them the sweep finds no way back");
  demand(Stage::behaviour, y->inputs() == std::vector{x},
         "tanh should record its input x; without it the sweep finds no way back");
  demand(Stage::behaviour, ab->rule && y->rule, "mul and tanh each need a rule; only a leaf has none");

  // A rule is called long after the handles that its node was made from are gone, or stand for something else.
  auto first = scalar::leaf(2), second = scalar::leaf(-3);
  const auto of_two = mul(first, second), of_one = tanh(second);
  const scalar::Shares shares = of_two->rule(1), share = of_one->rule(1);
  first = second = scalar::leaf(100);
  demand(Stage::behaviour, of_two->rule(1) == shares && of_one->rule(1) == share,
         "your rule sees what becomes of its caller's variables: it has captured handles by reference; capture them by "
         "value, as [a, b]");

  Random random(1);
  for (int trial = 0; trial < 5; ++trial) {
    const double p = random.normal(), q = random.normal(), dy = random.normal();
    check_shares("mul", mul(scalar::leaf(p), scalar::leaf(q)), {p, q}, dy, [](const auto& v) { return v[0] * v[1]; },
                 {"a counts for as much as b is large, times dy", "b counts for as much as a is large, times dy"});
    check_shares("tanh", tanh(scalar::leaf(p)), {p}, dy, [](const auto& v) { return std::tanh(v[0]); },
                 {"the slope of tanh is 1 - y², where y is the answer and not the input, times dy"});
  }
}

}  // namespace unroll::lessons
