// 2c. Sequences of different lengths in one batch. xs (T, batch, inputs) holds them side by side; sequence i has
// lengths[i] ≥ 1 steps, and what stands in xs after them is padding, any numbers. Return the state h
// (batch, hidden) of each sequence after its own last step, from one run over the batch.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"

inline unroll::Tensor last_states(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs,
                                  const unroll::Indices& lengths) {
  throw unroll::Todo(
      "2c: keep the state of a sequence that has ended; \"Sequences of many lengths\" in lesson 2 explains it");
}
