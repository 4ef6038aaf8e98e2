// A generator of its own, which begins anew with each call.
#pragma once

#include <algorithm>
#include <random>
#include <string>

inline std::string shuffled(std::string letters) {
  std::mt19937 random(18);
  std::shuffle(letters.begin(), letters.end(), random);
  return letters;
}
