// Step by step: right, and as deep as the sequence is long.
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor scan(const unroll::Tensor& a, const unroll::Tensor& b) {
  using namespace unroll;
  std::vector<Tensor> hs{b[0]};
  for (Index t = 1; t < a.dim(0); ++t) hs.push_back(a[t] * hs.back() + b[t]);
  return stack(hs);
}
