// Keeps the letters and the two ends, but not the pairs.
#pragma once

#include <string>
#include <utility>

#include "autograd/random.hpp"

inline std::string shuffled_pairs(const std::string& letters) {
  std::string result = letters;
  for (std::size_t n = letters.size() - 1; letters.size() > 3 && n > 2; --n)
    std::swap(result[n - 1], result[1 + std::size_t(unroll::random_numbers().below(unroll::Index(n - 1)))]);
  return result;
}
