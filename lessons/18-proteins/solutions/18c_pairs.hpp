// 18c. Altschul and Erickson's way: each letter but the final one gets a last exit, drawn until all of them lead to the
// final letter; its other exits come before that, in any order.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "autograd/random.hpp"

inline std::string in_any_order(std::string letters) {
  for (std::size_t n = letters.size(); n > 1; --n)
    std::swap(letters[n - 1], letters[std::size_t(unroll::random_numbers().below(unroll::Index(n)))]);
  return letters;
}

inline std::string shuffled_pairs(const std::string& letters) {
  if (letters.size() < 3) return letters;
  std::map<char, std::string> exits;  // what follows each letter
  for (std::size_t i = 0; i + 1 < letters.size(); ++i) exits[letters[i]] += letters[i + 1];

  const auto last_exits_lead_to_the_end = [&] {
    for (const auto& entry : exits) {
      char at = entry.first;
      for (std::size_t steps = 0; at != letters.back(); at = exits[at].back())
        if (++steps > exits.size()) return false;
    }
    return true;
  };
  do
    for (auto& entry : exits) entry.second = in_any_order(entry.second);
  while (!last_exits_lead_to_the_end());

  std::map<char, std::size_t> used;
  std::string result(1, letters.front());
  while (result.size() < letters.size()) {
    const char at = result.back();
    result += exits[at][used[at]++];
  }
  return result;
}
