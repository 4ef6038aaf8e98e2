// The spectral radius of each J_t, which bounds no product.
#pragma once

#include "autograd/ops.hpp"
#include "lessons/04-whispers/whispers.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

inline double bound_of(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs) {
  const unroll::NoGrad no_grad;
  const auto states = unroll::nn::unrolled(cell, xs).states;
  double bound = 1;
  for (std::size_t t = 2; t <= states.size(); ++t) {
    const unroll::Tensor slope = 1 - square(states[t - 1].h);  // (1, hidden)
    bound *= spectral_radius((T(slope) * T(cell.W_hh)).value());
  }
  return bound;
}
