#pragma once

#include <algorithm>
#include <vector>

#include "autograd/error.hpp"

inline std::vector<double> comes_next(const std::vector<int>& text, const std::vector<int>& context, int kinds,
                                      double c) {
  std::vector<double> p(std::size_t(kinds), 1.0 / kinds);
  for (std::size_t m = 0; m <= context.size(); ++m) {
    std::vector<double> counts(std::size_t(kinds), 0);
    for (std::size_t at = m; at < text.size(); ++at)
      if (std::equal(context.end() - long(m), context.end(), text.begin() + long(at - m)))
        ++counts[std::size_t(text[at])];
    double all = 0, different = 0;
    for (double count : counts) all += count, different += count > 0;
    if (all == 0) break;
    for (std::size_t y = 0; y < p.size(); ++y) p[y] = (counts[y] + c * different * p[y]) / (all + c * different);
  }
  return p;
}
