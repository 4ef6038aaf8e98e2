// Draws each letter anew: of the right kind on average, but not the same letters.
#pragma once

#include <string>

#include "autograd/random.hpp"

inline std::string shuffled(std::string letters) {
  std::string result;
  for (std::size_t i = 0; i < letters.size(); ++i)
    result += letters[std::size_t(unroll::random_numbers().below(unroll::Index(letters.size())))];
  return result;
}
