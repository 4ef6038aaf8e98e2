// 6b: the well by its equation, the gradient against the engine, the number of steps against the gradient.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

// By halving, until no number is left between the two ends.
inline double well_by_halving(double w) {
  double low = 0, high = 1, h = 0.5;
  for (; h != low && h != high; h = (low + high) / 2) (h < std::tanh(w * h) ? low : high) = h;
  return h;
}

template <class Well, class LeftAfter, class StepsUntil>
void check_6b(Well well, LeftAfter left_after, StepsUntil steps_until) {
  const auto text = [](double x) { return lessons::short_text(x); };
  const std::vector<double> weights{1.5, 2, 4, 1.01};
  for (double w : weights) {
    const double h = well(w);
    const std::string yours = "for w = " + text(w) + " your well is " + text(h);
    demand(Stage::value, h > 0.01, yours + "; h = 0 is a solution, too, but no well: look for the one above it");
    const double off = std::abs(h - well_by_halving(w));
    demand(Stage::value, off <= 1e-12,
           yours + ", which is off by " + text(off) +
               ": it is where tanh(w h) is h. Near w = 1 the rule approaches its well slowly; repeat it until h stays, "
               "or halve an interval");
  }

  for (double w : weights)
    for (int steps : {1, 10, 60}) {
      const Tensor first = variable(Array::full({1}, Real(well(w))));
      Tensor h = first;
      for (int i = 0; i < steps; ++i) h = tanh(h * Real(w));
      const double wanted = double(grad(sum(h), first).item()), got = left_after(w, steps);
      const std::string yours = "for w = " + text(w) + " you say that " + text(got) + " is left after " +
                                std::to_string(steps) + (steps == 1 ? " step" : " steps");
      const auto is = [&](double value) { return std::abs(got - value) <= 1e-9 * std::abs(value); };
      demand(Stage::gradient, !is(std::pow(w, steps)),
             yours + ", and the engine " + text(wanted) + ": you left out the slope of tanh, 1 − h²");
      demand(Stage::gradient, !is(std::pow(1 - well(w) * well(w), steps)),
             yours + ", and the engine " + text(wanted) + ": inside the tanh h is multiplied by w");
      // A well that is off by 1e-12 makes each factor w (1 − h²) wrong by 1.5e-9 of itself, for w = 4.
      demand(Stage::gradient, std::abs(got - wanted) <= std::max(1000 * rounding, 2e-9 * steps) * std::abs(wanted),
             yours + ", and the engine " + text(wanted));
    }

  for (double w : weights)
    for (double part : {0.5, 1e-3, 1e-10}) {
      const int n = steps_until(w, part);
      const std::string yours = "for w = " + text(w) + " you say that less than " + text(part) + " is left after " +
                                std::to_string(n) + " steps";
      demand(Stage::behaviour, n >= 1 && left_after(w, n) < part, yours + "; by your left_after it is not yet");
      demand(Stage::behaviour, n == 1 || left_after(w, n - 1) >= part,
             yours + "; by your left_after that is so one step earlier");
    }
}
