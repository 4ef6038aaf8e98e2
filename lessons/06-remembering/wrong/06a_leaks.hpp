// Keeps nine tenths of what it holds in each step, and soon nothing.
#pragma once

#include "autograd/array.hpp"

struct Latch {
  unroll::Real w, u, b;
};

inline Latch latch() { return {unroll::Real(0.9), 1, 0}; }
