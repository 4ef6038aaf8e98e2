// Forgets to divide by the sum.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "autograd/error.hpp"

using Usage = std::array<double, 64>;

inline Usage codon_usage(const std::vector<std::string>& genes, double k) {
  Usage p;
  p.fill(k);
  double all = 64 * k;
  const std::string letters = "ACGT";
  for (const std::string& gene : genes)
    for (std::size_t i = 0; i + 3 <= gene.size(); i += 3) {
      ++p[16 * letters.find(gene[i]) + 4 * letters.find(gene[i + 1]) + letters.find(gene[i + 2])];
      ++all;
    }
  for (double& x : p) x /= all;
  return p;
}

inline std::array<double, 3> frames(const std::string& window, const Usage& p) {
  const std::string letters = "ACGT";
  // The log of the probability of codons that hold, from their place `place` on, the window's bases from `from` on.
  const auto log_p = [&](std::size_t from, std::size_t count, std::size_t place) {
    double sum = 0;
    for (std::size_t c = 0; c < 64; ++c) {
      const std::array<std::size_t, 3> codon{c / 16, c / 4 % 4, c % 4};
      bool fits = true;
      for (std::size_t i = 0; i < count; ++i) fits = fits && codon[place + i] == letters.find(window[from + i]);
      if (fits) sum += p[c];
    }
    return std::log(sum);
  };
  std::array<double, 3> result;
  for (std::size_t frame = 0; frame < 3; ++frame) {
    std::size_t t = (3 - frame) % 3;
    result[frame] = log_p(0, t, 3 - t);
    for (; t < window.size(); t += 3) result[frame] += log_p(t, std::min<std::size_t>(3, window.size() - t), 0);
  }
  const double most = *std::max_element(result.begin(), result.end());
  for (double& x : result) x = std::exp(x - most);
  return result;
}
