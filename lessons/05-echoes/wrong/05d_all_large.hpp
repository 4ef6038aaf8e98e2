// Wrong: all of the numbers are large, and the largest no giant among them.
#pragma once

#include <algorithm>

#include "autograd/array.hpp"

inline unroll::Array clip_each(unroll::Array gradient, unroll::Real most) {
  unroll::Real* x = gradient.write();
  for (unroll::Index i = 0; i < gradient.size(); ++i) x[i] = std::clamp(x[i], -most, most);
  return gradient;
}

inline unroll::Array bent(unroll::Real most) {
  return unroll::Array({4}, {100 * most, 80 * most, 60 * most, 40 * most});
}
