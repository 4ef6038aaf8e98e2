// 1b, wrong: dL/dL = 1 is forgotten, so that nothing but 0 flows.
#pragma once

#include "lessons/01-gradient/scalar.hpp"

inline void sweep(const std::vector<scalar::Value>& order) {
  for (const scalar::Value& y : order) {
    if (!y->rule) continue;
    const scalar::Shares shares = y->rule(y->gradient);
    for (std::size_t i = 0; i < shares.size(); ++i) y->inputs()[i]->gradient += shares[i];
  }
}
