// Right, but each sequence runs alone: the batch, and its speed, are given up.
#pragma once

#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

inline unroll::Tensor last_states(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs,
                                  const unroll::Indices& lengths) {
  std::vector<unroll::Tensor> last;
  for (unroll::Index i = 0; i < xs.dim(1); ++i) {
    const unroll::Tensor alone = slice(slice(xs, 1, i, i + 1), 0, 0, lengths[i]);
    last.push_back(unroll::nn::unrolled(cell, alone).last().h);
  }
  return concat(last, 0);
}
