// 5c: methods whose limits are known, and the one that trains a network.
#pragma once

#include "autograd/derivatives.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

template <class Limit>
void check_5c(Limit stability_limit) {
  const auto text = [](double x) { return lessons::short_text(x); };
  const auto near = [](double got, double wanted) { return std::abs(got - wanted) <= 1e-6 * wanted; };

  const double euler = stability_limit([](double y, double a) { return y - a * y; });
  demand(
      Stage::value, !(euler > 1000),
      "you call forward Euler stable for every a; at a = 2.1 it takes 1 to −1.1, and that to 1.21: what jumps to the "
      "other side of 0 grows as well, so look at |y|");
  demand(Stage::value, near(euler, 2) || euler < 2 || euler > 2.2,
         "for forward Euler you find " + text(euler) +
             "; it should be 2: just above, y grows so slowly that a few steps do not show it, but it grows for ever");
  demand(Stage::value, near(euler, 2),
         "for forward Euler you find " + text(euler) +
             "; it should be 2, where the "
             "factor 1 − a is −1");

  struct Known {
    const char* name;
    double (*step)(double, double);
    double limit;
  };
  for (const Known& known :
       {Known{"the method of Heun", [](double y, double a) { return y * (1 - a + a * a / 2); }, 2},
        Known{"the classical method of Runge and Kutta",
              [](double y, double a) { return y * (1 - a + a * a / 2 - a * a * a / 6 + a * a * a * a / 24); },
              2.7852935634},
        Known{"forward Euler, told λ in units a hundred times larger",
              [](double y, double a) { return y - 100 * a * y; }, 0.02}}) {
    const double got = stability_limit(known.step);
    demand(Stage::behaviour, near(got, known.limit),
           std::string("for ") + known.name + " you find " + lessons::short_text(got) + ", off by " +
               text(std::abs(got - known.limit)) + "; the limit is " + text(known.limit) +
               ", and wanted to a millionth of itself");
  }
  const double backward = stability_limit([](double y, double a) { return y / (1 + a); });
  demand(Stage::behaviour, std::isinf(backward) && backward > 0,
         "for backward Euler you find " + text(backward) + "; it is stable at 1000, so return infinity");

  // Gradient descent near a minimum is forward Euler with λ = d²L/dw² and Δt = the learning rate.
  const auto loss = [](const Tensor& w) {
    Tensor h(Array::scalar(0));
    for (int t = 1; t <= 50; ++t) h = w * h + Real(1) / 50;
    return square(h - 1);
  };
  const double curvature = hessian(loss, Tensor(Array::scalar(1))).item();
  const double rate = stability_limit([&](double distance, double lr) { return distance - lr * curvature * distance; });
  demand(Stage::gradient, near(rate, 2 / curvature),
         "for the learning rate of the network of lesson 5 you find " + text(rate) + "; it should be " +
             text(2 / curvature) + ", 2 by the curvature, to a millionth of itself");
}
