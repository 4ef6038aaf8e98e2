// W_hh alone: a bound, since no slope is above 1, but not that of the Jacobians.
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
    bound *= largest_stretch(cell.W_hh.value());
  }
  return bound;
}
