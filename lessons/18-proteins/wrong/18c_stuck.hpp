// Walks from letter to letter by any exit that is left, and ends where there is none: too early.
#pragma once

#include <map>
#include <string>

#include "autograd/random.hpp"

inline std::string shuffled_pairs(const std::string& letters) {
  if (letters.size() < 3) return letters;
  std::map<char, std::string> exits;
  for (std::size_t i = 0; i + 1 < letters.size(); ++i) exits[letters[i]] += letters[i + 1];
  std::string result(1, letters.front());
  while (!exits[result.back()].empty()) {
    std::string& some = exits[result.back()];
    const std::size_t i = std::size_t(unroll::random_numbers().below(unroll::Index(some.size())));
    result += some[i];
    some.erase(i, 1);
  }
  return result;
}
