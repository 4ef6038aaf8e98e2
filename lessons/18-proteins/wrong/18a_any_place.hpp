// Swaps each place with any place: n to the power of n ways to draw, which n! orders cannot share equally.
#pragma once

#include <string>
#include <utility>

#include "autograd/random.hpp"

inline std::string shuffled(std::string letters) {
  for (char& letter : letters)
    std::swap(letter, letters[std::size_t(unroll::random_numbers().below(unroll::Index(letters.size())))]);
  return letters;
}
