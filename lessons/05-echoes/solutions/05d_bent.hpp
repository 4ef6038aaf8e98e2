// 5d. Each number on its own: one giant among numbers at the bound loses nearly all of its say.
#pragma once

#include <algorithm>

#include "autograd/array.hpp"

inline unroll::Array clip_each(unroll::Array gradient, unroll::Real most) {
  unroll::Real* x = gradient.write();
  for (unroll::Index i = 0; i < gradient.size(); ++i) x[i] = std::clamp(x[i], -most, most);
  return gradient;
}

inline unroll::Array bent(unroll::Real most) { return unroll::Array({4}, {1000 * most, most, most, most}); }
