// Both chains go one step beyond the middle.
#pragma once

#include "autograd/ops.hpp"
#include "nn/linear.hpp"
#include "nn/rnn_cell.hpp"

inline unroll::Tensor palindrome_score(const unroll::nn::RNNCell& cell, const unroll::nn::Linear& head,
                                       const unroll::Tensor& xs) {
  const unroll::Index T = xs.dim(0);
  auto f = cell.start(xs.dim(1)), b = f;
  for (unroll::Index k = 0; k <= T / 2; ++k) {
    f = cell.step(xs[k], f);
    b = cell.step(xs[T - 1 - k], b);
  }
  return head(abs(f.h - b.h));
}
