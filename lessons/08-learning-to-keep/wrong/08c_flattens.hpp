// The part along v is taken away once and not twice: what is left lies in the mirror.
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor through_mirrors(const unroll::Tensor& h, const unroll::Tensor& vs) {
  using namespace unroll;
  Tensor turned = h;
  for (Index k = 0; k < vs.dim(0); ++k) {
    const Tensor v = slice(vs, 0, k, k + 1);                       // (1, hidden)
    const Tensor along = sum(turned * v, {1}, true) / sum(v * v);  // (batch, 1)
    turned = turned - along * v;
  }
  return turned;
}
