// 11b. Convict a linear judge. Somewhere it has learnt a score of the form
//
//   score(x) = u(first half of x) + v(second half of x),        above 0: "a palindrome"
//
// and you may ask it for the score of any word. Find two halves a and b, of `length` symbols each (0 … 3), that differ
// in exactly one place, and for which it judges at most two of these four words rightly:
//
//   a with its mirror image    b with its mirror image        palindromes
//   a with that of b           b with that of a               not
//
// Such a pair exists whenever the judge is right in less than 3/4 of the task: lesson 11 says why. For a judge that has
// no such pair, because its score is not a sum, return nothing.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "autograd/error.hpp"

using Half = std::vector<int>;
using Score = std::function<double(const std::vector<int>& word)>;

inline std::optional<std::pair<Half, Half>> find_contradiction(const Score& score, int length) {
  throw unroll::Todo("11b: search the pairs of neighbours; \"Why a linear judge cannot\" in lesson 11 explains it");
}
