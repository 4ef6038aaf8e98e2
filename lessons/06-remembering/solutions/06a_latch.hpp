// 6a. With w = 2 the wells lie at ±0.96. There w h is ±1.9: a pulse has to bring more, and noise (0.1 u) much less.
#pragma once

#include "autograd/array.hpp"

struct Latch {
  unroll::Real w, u, b;
};

inline Latch latch() { return {2, 3, 0}; }
