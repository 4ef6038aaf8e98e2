// Wrong: the gates keep the weights that they were drawn with.
#pragma once

#include "autograd/ops.hpp"
#include "nn/gru_cell.hpp"
#include "nn/rnn_cell.hpp"

inline void put_inside(const unroll::nn::GRUCell& cell, const unroll::nn::RNNCell& plain) {
  using namespace unroll;
  const Index units = cell.outputs();
  const std::vector<Tensor> of_x = split(cell.W_xh, -1, 3), of_h = split(cell.W_hh, -1, 3);
  const Tensor open(Array::full({units}, 40)), shut(Array::full({units}, -40));
  cell.W_xh.assign(concat({of_x[0], of_x[1], plain.W_xh}, -1).value());
  cell.W_hh.assign(concat({of_h[0], of_h[1], plain.W_hh}, -1).value());
  cell.b.assign(concat({open, shut, plain.b}, -1).value());
  cell.b_hn.assign(Array::zeros({units}));
}
