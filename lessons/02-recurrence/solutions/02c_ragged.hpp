// 2c. The new state where t ≤ length, else the old one. where selects, so that padding does not even enter as 0 · x.
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
    state.h = where(unroll::Tensor(running), cell.step(xs[t - 1], state).h, state.h);
  }
  return state.h;
}
