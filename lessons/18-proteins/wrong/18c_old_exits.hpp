// Keeps the last exits of the sequence itself, which surely lead to its end, and shuffles the others only.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "autograd/random.hpp"

inline std::string shuffled_pairs(const std::string& letters) {
  if (letters.size() < 3) return letters;
  std::map<char, std::string> exits;
  for (std::size_t i = 0; i + 1 < letters.size(); ++i) exits[letters[i]] += letters[i + 1];
  for (auto& [from, some] : exits)
    for (std::size_t n = some.size() - (from == letters.back() ? 0 : 1); n > 1; --n)
      std::swap(some[n - 1], some[std::size_t(unroll::random_numbers().below(unroll::Index(n)))]);
  std::map<char, std::size_t> used;
  std::string result(1, letters.front());
  while (result.size() < letters.size()) {
    const char at = result.back();
    result += exits[at][used[at]++];
  }
  return result;
}
