// 3c: the formula against the engine on the recurrence itself, and the window against trying them all.
#pragma once

#include "checks/gradients.hpp"

inline double truncated_by_engine(double w, double x, int T, int k) {
  const Tensor weight = variable(Array::scalar(Real(w)));
  Tensor h(Array::scalar(0));
  for (int t = 1; t <= T; ++t) {
    if (t == T - k + 1) h = h.detach();
    h = weight * h + Real(x);
  }
  return grad(h, weight).item();
}

inline void check_3c(double (*truncated_gradient)(double, double, int, int), int (*window_for)(double, double)) {
  const auto asked = [](double w, int T, int k) {
    return "for w = " + lessons::short_text(w) + ", x = 2, T = " + std::to_string(T) + ", k = " + std::to_string(k) +
           " ";
  };
  lessons::demand_close(Stage::value, asked(0.5, 3, 3) + "(so h_3 = 2 (1 + w + w²)) your gradient",
                        truncated_gradient(0.5, 2, 3, 3), 4);
  for (double w : {0.5, 0.9, 0.99})
    for (double share : {0.3, 0.9, 0.99}) {
      const int T = 4000;
      const double whole = 1 / ((1 - w) * (1 - w));
      int wanted = 1;
      double h = 1 / (1 - w), inside = 0;  // Σ_{j<k} j w^{j−1}
      while (wanted * std::pow(w, wanted - 1) * h + inside < share * whole && wanted < T) {
        inside += wanted * std::pow(w, wanted - 1);
        ++wanted;
      }
      const int got = window_for(w, share);
      demand(Stage::behaviour, got == wanted,
             "for w = " + lessons::short_text(w) + " and a share of " + lessons::short_text(share) + " you say " +
                 std::to_string(got) + " steps; " +
                 (got < wanted ? "that window gives less than the share" : "a shorter window gives that share too") +
                 ", and " + std::to_string(wanted) + " is right: what is missing is w^k of the whole");
    }

  for (double w : {0.5, 0.9, 1.1, -0.7})
    for (int T : {1, 2, 5, 20})
      for (int k : {1, 2, 4, 5, 19, 20}) {
        if (k > T) continue;
        const double got = truncated_gradient(w, 2, T, k), wanted = truncated_by_engine(w, 2, T, k);
        const double h_before = truncated_by_engine(w, 2, T, T) - wanted;  // 0 if nothing was cut off
        const auto is = [&](double value) {
          return std::abs(got - value) <= rounding * std::max(1.0, std::abs(value));
        };
        if (k < T && h_before != 0)
          demand(Stage::gradient, !is(truncated_by_engine(w, 2, T, T)),
                 asked(w, T, k) + "your gradient is that of all T steps; what h_{T−k} owes to w is not to count");
        demand(Stage::gradient, k == T || !is(truncated_by_engine(w, 2, k, k)),
               asked(w, T, k) +
                   "your gradient is that of a sequence of k steps that begins at 0; but h_{T−k} comes in, as "
                   "w^k h_{T−k}, and that factor depends on w");
        lessons::demand_close(Stage::gradient, asked(w, T, k) + "your gradient", got, wanted, rounding,
                              "the engine, with h_{T−k} detached, gives the other");
      }
}
