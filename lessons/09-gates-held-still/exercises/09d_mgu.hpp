// 9d. Find a cell inside another. The minimal gated unit has one gate for both jobs:
//
//   f = σ(x_t W_xf + h_{t−1} W_hf + b_f)
//   n = tanh(x_t W_xn + (f ⊙ h_{t−1}) W_hn + b_n)
//   h_t = (1 − f) ⊙ h_{t−1} + f ⊙ n
//
// with f and n side by side, in this order, in W_xh, W_hh and b of an nn::MGUCell. Set the weights of `cell`, a GRU
// that resets before the product and has r, z and n side by side, so that it is `mgu`, whatever it reads. split(W, -1,
// 2) takes a weight apart, concat({a, b, c}, -1) puts tensors side by side, Tensor::assign writes an array into a
// weight.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/gru_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"

inline void become(const unroll::nn::GRUCell& cell, const unroll::nn::MGUCell& mgu) {
  throw unroll::Todo("9d: set the weights of the GRU; \"What a gate is called\" in lesson 9 explains it");
}
