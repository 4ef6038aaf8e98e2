// Closes the sequence to a ring and begins elsewhere: one pair is new, and the ends are others.
#pragma once

#include <algorithm>
#include <string>

#include "autograd/random.hpp"

inline std::string shuffled_pairs(const std::string& letters) {
  if (letters.size() < 3) return letters;
  std::string result = letters;
  const auto by = 1 + unroll::random_numbers().below(unroll::Index(letters.size()) - 1);
  std::rotate(result.begin(), result.begin() + by, result.end());
  return result;
}
