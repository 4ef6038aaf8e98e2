// 1b, wrong: asks every node for its shares, a leaf too, which has no rule to ask.
#pragma once

#include "lessons/01-gradient/scalar.hpp"

inline void sweep(const std::vector<scalar::Value>& order) {
  order.front()->gradient = 1;
  for (const scalar::Value& y : order) {
    const scalar::Shares shares = y->rule(y->gradient);
    for (std::size_t i = 0; i < shares.size(); ++i) y->inputs()[i]->gradient += shares[i];
  }
}
