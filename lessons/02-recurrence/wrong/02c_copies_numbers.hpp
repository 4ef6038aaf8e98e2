// Picks the right numbers, but as numbers: the result knows nothing of the graph.
#pragma once

#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

inline unroll::Tensor last_states(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs,
                                  const unroll::Indices& lengths) {
  const auto states = unroll::nn::unrolled(cell, xs).states;
  unroll::Array last = unroll::Array::zeros({xs.dim(1), cell.outputs()});
  for (unroll::Index i = 0; i < last.dim(0); ++i)
    for (unroll::Index j = 0; j < last.dim(1); ++j)
      last.set({i, j}, states[static_cast<std::size_t>(lengths[i] - 1)].h.value().at({i, j}));
  return unroll::Tensor(last);
}
