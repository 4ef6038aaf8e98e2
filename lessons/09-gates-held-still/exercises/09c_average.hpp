// 9c. An LSTM as a running average. Set the weights of `cell`, one unit or several, so that its belt is
//
//   c_t = keep · c_{t−1} + (1 − keep) · g_t,   g_t = tanh(x_t W_xg + b_g),
//
// for any keep between 0 and 1, with W_xg and b_g as they are. nn::LSTMCell has i, f, g, o side by side in W_xh, W_hh
// and b, in this order. split(W, -1, 4) takes such a weight apart, concat({…}, -1) puts tensors side by side, and
// Tensor::assign writes an array into a weight. What the cell shows, h, is up to you.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/lstm_cell.hpp"

inline void set_average(const unroll::nn::LSTMCell& cell, double keep) {
  throw unroll::Todo("9c: set the weights of the LSTM; \"Anywhere between\" in lesson 9 explains it");
}
