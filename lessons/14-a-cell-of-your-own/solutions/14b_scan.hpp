// 14b. A scan by doubling (Hillis and Steele 1986).
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor scan(const unroll::Tensor& a, const unroll::Tensor& b) {
  using namespace unroll;
  const Index T = a.dim(0);
  Tensor share = a, h = b;  // of the last `reach` steps up to t, taken as one
  for (Index reach = 1; reach < T; reach *= 2) {
    // What ends `reach` steps earlier; before the beginning there is nothing.
    const auto earlier = [&](const Tensor& x) { return pad(slice(x, 0, 0, T - reach), 0, reach, 0); };
    h = share * earlier(h) + h;
    share = share * earlier(share);
  }
  return h;
}
