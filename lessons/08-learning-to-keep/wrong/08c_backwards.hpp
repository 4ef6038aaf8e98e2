// From the last mirror to the first.
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor through_mirrors(const unroll::Tensor& h, const unroll::Tensor& vs) {
  using namespace unroll;
  Tensor turned = h;
  for (Index k = 0; k < vs.dim(0); ++k) {
    const Tensor v = slice(vs, 0, vs.dim(0) - 1 - k, vs.dim(0) - k);  // (1, hidden)
    const Tensor along = sum(turned * v, {1}, true) / sum(v * v);     // (batch, 1)
    turned = turned - 2 * along * v;
  }
  return turned;
}
