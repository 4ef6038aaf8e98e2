// Begins one too early: no letter can stay where it is.
#pragma once

#include <string>
#include <utility>

#include "autograd/random.hpp"

inline std::string shuffled(std::string letters) {
  for (std::size_t n = letters.size(); n > 1; --n)
    std::swap(letters[n - 1], letters[std::size_t(unroll::random_numbers().below(unroll::Index(n - 1)))]);
  return letters;
}
