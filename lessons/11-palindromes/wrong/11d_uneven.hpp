// The first chain reads the symbol in the middle, the second does not.
#pragma once

#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"

inline unroll::Tensor mirror_difference(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs) {
  auto f = cell.start(xs.dim(1)), b = f;
  const unroll::Index T = xs.dim(0);
  for (unroll::Index k = 0; k < (T + 1) / 2; ++k) f = cell.step(xs[k], f);
  for (unroll::Index k = 0; k < T / 2; ++k) b = cell.step(xs[T - 1 - k], b);
  return f.h - b.h;
}
