// Looks at neighbours that differ in the last place, and at no others.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

using Half = std::vector<int>;
using Score = std::function<double(const std::vector<int>& word)>;

inline std::optional<std::pair<Half, Half>> find_contradiction(const Score& score, int length) {
  const auto says_palindrome = [&](Half first, const Half& second) {
    first.insert(first.end(), second.rbegin(), second.rend());
    return score(first) > 0;
  };
  int halves = 1;
  for (int place = 0; place < length; ++place) halves *= 4;
  for (int number = 0; number < halves; ++number) {
    Half a;
    for (int rest = number, place = 0; place < length; ++place, rest /= 4) a.push_back(rest % 4);
    for (int symbol = a.back() + 1; symbol < 4; ++symbol) {
      Half b = a;
      b.back() = symbol;
      const int right = says_palindrome(a, a) + says_palindrome(b, b) + !says_palindrome(a, b) + !says_palindrome(b, a);
      if (right <= 2) return std::pair{a, b};
    }
  }
  return {};
}
