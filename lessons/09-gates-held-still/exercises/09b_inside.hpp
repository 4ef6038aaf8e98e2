// 9b. Put a plain RNN into a GRU. Set the weights of `cell` so that it does what `plain` does, to 1e-12, whatever it
// reads. Both have as many inputs and as many units. In W_xh, W_hh and b of an nn::GRUCell stand r, z and n side by
// side, in this order; b_hn belongs to n:
//
//   n = tanh(x_t W_xn + b_n + r ⊙ (h_{t−1} W_hn + b_hn)),   h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}
//
// concat({a, b, c}, -1) puts tensors side by side, Array::full(shape, number) makes an array of one number, and
// Tensor::assign writes an array into a weight.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/gru_cell.hpp"
#include "nn/rnn_cell.hpp"

inline void put_inside(const unroll::nn::GRUCell& cell, const unroll::nn::RNNCell& plain) {
  throw unroll::Todo("9b: set the weights of the GRU; \"Two biases\" in lesson 9 explains it");
}
