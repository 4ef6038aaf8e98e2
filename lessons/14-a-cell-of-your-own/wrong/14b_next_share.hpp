// The old is multiplied by its own share, before it is moved on: a_{t−1} where a_t belongs.
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor scan(const unroll::Tensor& a, const unroll::Tensor& b) {
  using namespace unroll;
  const Index T = a.dim(0);
  Tensor share = a, h = b;
  for (Index reach = 1; reach < T; reach *= 2) {
    const auto earlier = [&](const Tensor& x) { return pad(slice(x, 0, 0, T - reach), 0, reach, 0); };
    h = earlier(share * h) + h;
    share = share * earlier(share);
  }
  return h;
}
