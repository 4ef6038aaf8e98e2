// 4b. The most that can come back. Of h_t = tanh(x_t W_xh + h_{t−1} W_hh + b) with h_0 = 0, and of one sequence
// xs (T, 1, inputs), return
//
//   ‖J_T‖ ‖J_{T−1}‖ ⋯ ‖J_2‖,   J_t = ∂h_t/∂h_{t−1},
//
// where ‖J‖ is the most by which J can stretch a vector. Whatever the loss, r_T is not above it. `largest_stretch` of
// whispers.hpp gives ‖J‖ of a square Array; with T = 1 there is no factor, and the bound is 1.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "lessons/04-whispers/whispers.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

inline double bound_of(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs) {
  throw unroll::Todo(
      "4b: multiply the largest stretches of the Jacobians; \"What can be foretold\" in lesson 4 "
      "explains it");
}
