#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "autograd/array.hpp"
#include "autograd/error.hpp"

inline unroll::Index draw_letter(const unroll::Array& logits, double temperature, double u) {
  const auto numbers = logits.numbers();
  const auto largest = std::max_element(numbers.begin(), numbers.end());
  if (temperature == 0) return largest - numbers.begin();
  std::vector<double> weights;
  double all = 0;
  for (unroll::Real logit : numbers) weights.push_back(std::exp((double(logit) - double(*largest)) / temperature));
  for (double weight : weights) all += weight;
  double sum = 0;
  for (std::size_t y = 0; y < weights.size(); ++y)
    if (u <= (sum += weights[y] / all)) return unroll::Index(y);  // also where u and the sum are 0
  return unroll::Index(weights.size()) - 1;  // u is nearly 1, and the sum fell short of it by rounding
}
