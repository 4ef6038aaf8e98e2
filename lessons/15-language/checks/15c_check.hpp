// 15c: thresholds computed by hand; the entropy of what is drawn, at rising temperatures; limits.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

template <class Draw>
void check_15c(Draw draw) {
  const auto vector = [](std::vector<Real> numbers) { return Array({Index(numbers.size())}, numbers); };
  const auto ask = [&](Stage stage, const Array& logits, double temperature, double u, Index wanted,
                       const std::string& hint) {
    const Index got = draw(logits, temperature, u);
    demand(stage, got == wanted,
           "logits " + to_string(logits) + " at temperature " + lessons::short_text(temperature) +
               " with u = " + lessons::short_text(u) + " give " + std::to_string(got) + "; it should be " +
               std::to_string(wanted) + ": " + hint);
  };
  // p = 1/2, 1/4, 1/4 at temperature 1; 2/3, 1/6, 1/6 at 1/2; and √2, 1, 1 of 3.414 at 2.
  const Array three = vector({Real(std::log(2.0)), 0, 0});
  for (const auto& [u, y] : {std::pair(0.0, 0), {0.49, 0}, {0.51, 1}, {0.74, 1}, {0.76, 2}, {0.9999, 2}})
    ask(Stage::value, three, 1, u, y, "the probabilities are 1/2, 1/4, 1/4, and their sums 1/2, 3/4, 1");
  for (const auto& [u, y] : {std::pair(0.66, 0), {0.67, 1}, {0.83, 1}, {0.84, 2}})
    ask(Stage::value, three, 0.5, u, y, "the logits are divided by the temperature: 4, 1, 1 of 6");
  for (const auto& [u, y] : {std::pair(0.41, 0), {0.42, 1}, {0.70, 1}, {0.71, 2}})
    ask(Stage::value, three, 2, u, y, "√2, 1, 1 of 3.414");

  // What comes of 20,000 evenly spaced u.
  const Array logits = vector({1, -2, Real(0.5), 3, 0, Real(2.5), -1});
  const auto shares = [&](double temperature) {
    std::vector<double> p(7, 0);
    for (int i = 0; i < 20'000; ++i) p[std::size_t(draw(logits, temperature, (i + 0.5) / 20'000))] += 1 / 20'000.0;
    return p;
  };
  double before = -1;
  for (double temperature : {0.0, 0.05, 0.2, 0.5, 1.0, 2.0, 5.0, 100.0}) {
    double entropy = 0;
    for (double p : shares(temperature))
      if (p > 0) entropy -= p * std::log2(p);
    demand(Stage::behaviour, entropy >= before - 1e-9,
           "the entropy of what you draw falls when the temperature rises to " + lessons::short_text(temperature) +
               ", from " + lessons::short_text(before) + " to " + lessons::short_text(entropy) +
               " bits; it should rise");
    before = entropy;
  }
  demand(Stage::behaviour, before > 2.79,
         "at temperature 100 seven letters should come nearly evenly, log₂ 7 = 2.807 bits; yours have " +
             lessons::short_text(before));

  const std::string limit = "at temperature 0 the largest logit is left, whatever u is";
  for (double u : {0.0, 0.3, 0.999999}) ask(Stage::behaviour, logits, 0, u, 3, limit);
  ask(Stage::behaviour, vector({1, 5, 5}), 0, 0.9, 1, limit + ", the first of equal ones");
  const std::string large = "subtract the largest logit before exp, or numbers overflow";
  ask(Stage::behaviour, vector({5000, 5001, 4000}), 1, 0.5, 1, large);
  ask(Stage::behaviour, vector({-5000, -5001, -6000}), 1, 0.5, 0, large);
  ask(Stage::behaviour, logits, 1e-4, 0.5, 3, large);
  ask(Stage::behaviour, vector({-5000, 0}), 1, 0, 1,
      "the first has the probability 0, and u = 0 is not less than that");
  demand(Stage::behaviour, draw(vector(std::vector<Real>(10, 0)), 1, std::nextafter(1.0, 0.0)) == 9,
         "with u just below 1 the last of ten equal letters should come");
}
