// 10d. The other direction over sequences of different lengths. xs (T, batch, inputs) holds them side by side; sequence
// i has lengths[i] ≥ 1 steps, and what stands in xs after them is padding, any numbers. `cell` reads each from its own
// last step back to its first, beginning with the state cell.start(batch). Return (T, batch, hidden): at t its state
// after x_length … x_t, and 0 where t is beyond the length. Run over the batch once.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"

inline unroll::Tensor from_the_end(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs,
                                   const unroll::Indices& lengths) {
  throw unroll::Todo("10d: read from each sequence's own end; \"Two readers\" in lesson 10 explains it");
}
