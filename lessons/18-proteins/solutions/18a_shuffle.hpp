// 18a. The last place gets any of the letters, the one before it any of those that are left, and so on: n (n − 1) … 2
// ways to draw, and each gives another order.
#pragma once

#include <string>
#include <utility>

#include "autograd/random.hpp"

inline std::string shuffled(std::string letters) {
  for (std::size_t n = letters.size(); n > 1; --n)
    std::swap(letters[n - 1], letters[std::size_t(unroll::random_numbers().below(unroll::Index(n)))]);
  return letters;
}
