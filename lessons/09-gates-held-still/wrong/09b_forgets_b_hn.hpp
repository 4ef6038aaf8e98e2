// Wrong: b_hn keeps the numbers that it was drawn with.
#pragma once

#include "autograd/ops.hpp"
#include "nn/gru_cell.hpp"
#include "nn/rnn_cell.hpp"

inline void put_inside(const unroll::nn::GRUCell& cell, const unroll::nn::RNNCell& plain) {
  using namespace unroll;
  const Index units = cell.outputs();
  const Tensor of_x(Array::zeros(plain.W_xh.shape())), of_h(Array::zeros(plain.W_hh.shape()));
  const Tensor open(Array::full({units}, 40)), shut(Array::full({units}, -40));
  cell.W_xh.assign(concat({of_x, of_x, plain.W_xh}, -1).value());
  cell.W_hh.assign(concat({of_h, of_h, plain.W_hh}, -1).value());
  cell.b.assign(concat({open, shut, plain.b}, -1).value());
}
