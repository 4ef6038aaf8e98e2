#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "autograd/error.hpp"

inline std::vector<double> remember(const std::vector<std::vector<double>>& states, const std::vector<int>& followed,
                                    const std::vector<double>& network, double theta, double lambda) {
  const auto dot = [](const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
  };
  if (followed.empty()) return network;
  const std::vector<double>& now = states.back();
  std::vector<double> weights;
  for (std::size_t s = 0; s < followed.size(); ++s)
    weights.push_back(theta * dot(now, states[s]) / std::sqrt(dot(now, now) * dot(states[s], states[s])));
  const double most = *std::max_element(weights.begin(), weights.end());
  double total = 0;
  for (double& w : weights) total += w = std::exp(w - most);
  std::vector<double> p;
  for (double q : network) p.push_back((1 - lambda) * q);
  for (std::size_t s = 0; s < followed.size(); ++s)
    p[std::size_t(followed[s > 0 ? s - 1 : 0])] += lambda * weights[s] / total;
  return p;
}
