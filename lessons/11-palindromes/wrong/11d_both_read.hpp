// Both chains read the symbol in the middle.
#pragma once

#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"

inline unroll::Tensor mirror_difference(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs) {
  auto f = cell.start(xs.dim(1)), b = f;
  for (unroll::Index left = 0, right = xs.dim(0) - 1; left <= right; ++left, --right) {
    f = cell.step(xs[left], f);
    b = cell.step(xs[right], b);
  }
  return f.h - b.h;
}
