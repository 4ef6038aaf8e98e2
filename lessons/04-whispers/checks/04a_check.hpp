// 4a: the gain against lists whose gain is known, and the errors against backpropagation through time in plain loops.
#pragma once

#include "checks/common.hpp"

template <class Gain>
void check_gain(Gain gain_per_step) {
  std::vector<double> shrinking, growing;
  for (int t = 1; t <= 50; ++t) {
    shrinking.push_back(3 * std::pow(0.9, 50 - t));
    growing.push_back(1e-3 * std::pow(1.25, 50 - t));
  }
  const double got = gain_per_step(shrinking);
  demand(Stage::value, std::abs(got - 1 / 0.9) > 1e-9,
         "of 50 lengths that shrink by 0.9 in each step on the way back, from t = 50 to t = 1, you say " +
             lessons::short_text(got) + ", the gain of the way forward; q multiplies T − t, not t");
  demand(Stage::value, std::abs(got - std::pow(shrinking.front() / shrinking.back(), 1.0 / 50)) > 1e-9,
         "of 50 lengths that shrink by 0.9 in each step you say " + lessons::short_text(got) +
             ": between 50 lengths lie 49 steps");
  lessons::demand_close(Stage::value, "the gain of 50 lengths that shrink by 0.9 in each step", got, 0.9, 1e-10,
                        "with y_t = log|dL/dh_t|, the slope of y against t is −log q, and exp undoes log");
  lessons::demand_close(Stage::value, "the gain of 50 lengths that grow by 1.25 in each step", gain_per_step(growing),
                        1.25, 1e-10);
  lessons::demand_close(Stage::value, "the gain of the two lengths 1 and 2", gain_per_step({1, 2}), 0.5, 1e-10);

  // On logarithms 0, 3, 0, 0 the line of least squares falls by 0.3 a step: Σ (t − t̄)(y − ȳ) = −1.5, Σ (t − t̄)² = 5.
  const std::vector<double> uneven{1, std::exp(3.0), 1, 1};
  demand(Stage::value, std::abs(gain_per_step(uneven) - 1) > 1e-9,
         "of the lengths 1, e³, 1, 1 you say 1: the lengths between the first and the last count as well");
  lessons::demand_close(Stage::value, "the gain of the lengths 1, e³, 1, 1", gain_per_step(uneven), std::exp(0.3),
                        1e-10, "fit a line to the logarithms");
}

// |dL/dh_1| … |dL/dh_T| of L = Σ c h_T, by the chain rule in plain loops.
inline std::vector<double> errors_in_loops(const nn::RNNCell& cell, const Array& xs, const Array& c) {
  const std::vector<Array> h = states_in_loops(cell, xs);
  std::vector<double> errors(h.size() - 1);
  Array dh = c;
  for (std::size_t t = errors.size(); t >= 1; --t) {
    double squares = 0;
    Array before = Array::zeros(dh.shape());
    for (Index i = 0; i < dh.dim(0); ++i)
      for (Index j = 0; j < dh.dim(1); ++j) {
        squares += double(dh.at({i, j}) * dh.at({i, j}));
        const Real da = dh.at({i, j}) * (1 - h[t].at({i, j}) * h[t].at({i, j}));
        for (Index k = 0; k < dh.dim(1); ++k) before.set({i, k}, before.at({i, k}) + da * cell.W_hh.value().at({k, j}));
      }
    errors[t - 1] = std::sqrt(squares);
    dh = before;
  }
  return errors;
}

template <class ErrorsOf, class Gain>
void check_4a(ErrorsOf errors_of, Gain gain_per_step) {
  seed(4);
  check_gain(gain_per_step);
  const nn::RNNCell cell(2, 5);
  for (Index T : {1, 2, 7}) {
    const std::string over = "over T = " + std::to_string(T) + " steps ";
    const Array xs = random_numbers().normal({T, 3, 2}), c = random_numbers().normal({3, 5});
    const std::vector<double> got = errors_of(cell, Tensor(xs), [&](const Tensor& h) { return sum(h * Tensor(c)); });
    const std::vector<double> wanted = errors_in_loops(cell, xs, c);
    demand(Stage::gradient, Index(got.size()) == T,
           over + "you return " + std::to_string(got.size()) + " lengths; there is one for each of h_1 … h_T");
    const auto is = [&](const std::vector<double>& expected) {
      return lessons::relative_error(got, expected) < rounding;
    };
    demand(Stage::gradient, T == 1 || !is({wanted.rbegin(), wanted.rend()}),
           over + "your lengths come in the order T … 1; return |dL/dh_1| first");
    std::vector<double> squares;
    for (const double length : wanted) squares.push_back(length * length);
    demand(Stage::gradient, !is(squares), over + "you return the squares of the lengths; take their roots");
    for (std::size_t t = 1; t <= got.size(); ++t)
      lessons::demand_close(Stage::gradient, over + "your |dL/dh_" + std::to_string(t) + "|", got[t - 1], wanted[t - 1],
                            rounding, "the error of h_t is all that comes back to it, over all sequences and units");
  }
}
