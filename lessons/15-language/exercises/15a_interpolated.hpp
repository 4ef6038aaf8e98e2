// 15a. Interpolated n-grams. With which probability does each symbol 0 … kinds − 1 come next, after `context`? Count in
// `text`, for m = 0, 1, … context.size():
//
//   p_m(y) = (count of y after the last m symbols of the context + c u p_{m−1}(y)) / (count of these m symbols + c u)
//
// where u is how many different symbols came after them, and p_{−1}(y) = 1 / kinds. Where these m symbols were never
// followed by anything, p_m is p_{m−1}. A count is over all places of the text that have m symbols before them, the
// beginning included for m = 0. Return p_{context.size()}, a number for each symbol.
#pragma once

#include <algorithm>
#include <vector>

#include "autograd/error.hpp"

inline std::vector<double> comes_next(const std::vector<int>& text, const std::vector<int>& context, int kinds,
                                      double c) {
  throw unroll::Todo("15a: write the interpolated estimate; \"Counting\" in lesson 15 explains it");
}
