// Multiplies by 0 instead of selecting, and 0 times NaN is NaN.
#pragma once

#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"

inline unroll::Tensor from_the_end(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs,
                                   const unroll::Indices& lengths) {
  using namespace unroll;
  const Index T = xs.dim(0), batch = xs.dim(1);
  nn::RNNCell::State state = cell.start(batch);
  std::vector<Tensor> hs(static_cast<std::size_t>(T));
  for (Index t = T; t >= 1; --t) {
    Array begun = Array::zeros({batch, 1});
    for (Index i = 0; i < batch; ++i) begun.set({i, 0}, t <= lengths[i] ? 1 : 0);
    state.h = Tensor(begun) * cell.step(xs[t - 1], state).h;
    hs[static_cast<std::size_t>(t - 1)] = state.h;
  }
  return stack(hs);
}
