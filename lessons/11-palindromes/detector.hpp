// A detector of palindromes that has learnt nothing: two chains with the same weights, in double or in float.
#pragma once

#include <algorithm>
#include <cmath>

#include "lessons/11-palindromes/palindromes.hpp"
#include "lessons/support/measure.hpp"
#include "lessons/support/plain_rnn.hpp"

constexpr Index units = 16;

// W_hh = radius · Q as in lesson 4, inputs of standard deviation 0.5, no bias.
inline void start_as_rotation(const nn::RNNCell& cell, double radius) {
  cell.W_xh.assign(random_numbers().normal({symbols, units}, 0, 0.5));
  cell.W_hh.assign(nn::init::orthogonal(units, units, Real(radius)));
  cell.b.assign(Array::zeros({units}));
}

template <class Number>
class Detector {
 public:
  explicit Detector(const nn::RNNCell& cell) {
    for (const Tensor& parameter : {cell.W_xh, cell.W_hh, cell.b})
      for (Real number : parameter.value().numbers()) weights_.push_back(Number(number));
  }
  lessons::Numbers<Number> state(const Word& half) const {
    lessons::Numbers<double> xs(half.size() * symbols, 0);
    for (std::size_t t = 0; t < half.size(); ++t) xs[t * symbols + std::size_t(half[t])] = 1;
    return lessons::plain_rnn_state(weights_, xs, units);
  }
  double gap(const Word& word) const {
    const auto half = std::ptrdiff_t(word.size() / 2);
    return distance(state(Word(word.begin(), word.begin() + half)), state(Word(word.rbegin(), word.rbegin() + half)));
  }
  static double distance(const lessons::Numbers<Number>& f, const lessons::Numbers<Number>& b) {
    double squares = 0;
    for (std::size_t j = 0; j < f.size(); ++j) squares += double(f[j] - b[j]) * double(f[j] - b[j]);
    return std::sqrt(squares);
  }

 private:
  lessons::Numbers<Number> weights_;
};
// What is above these is more than rounding.
template <class Number>
constexpr double tolerance = sizeof(Number) == 4 ? 1e-6 : 1e-12;

// The median gap when the pair at distance d from the middle differs, for d = 1 … farthest.
template <class Number>
std::vector<double> gaps(const Detector<Number>& detector, int farthest) {
  constexpr int tries = 60;
  std::vector<double> medians;
  for (int d = 1; d <= farthest; ++d) {
    std::vector<double> all;
    for (int i = 0; i < tries; ++i) {
      const Word half = random_half(2 * d);  // pairs farther out are equal, and leave no trace
      all.push_back(detector.gap(changed(folded_out(half, half), 0)));
    }
    std::ranges::nth_element(all, all.begin() + tries / 2);
    medians.push_back(all[tries / 2]);
  }
  return medians;
}
