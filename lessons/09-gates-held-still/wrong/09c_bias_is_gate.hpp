// Wrong: takes the gate's value for its bias.
#pragma once

#include <cmath>

#include "autograd/ops.hpp"
#include "nn/lstm_cell.hpp"

inline void set_average(const unroll::nn::LSTMCell& cell, double keep) {
  using namespace unroll;
  const std::vector<Tensor> W = split(cell.W_xh, -1, 4), b = split(cell.b, -1, 4);
  const Tensor none = W[0] * Real(0), i(Array::full(b[0].shape(), Real(1 - keep))),
               f(Array::full(b[0].shape(), Real(keep)));
  cell.W_xh.assign(concat({none, none, W[2], none}, -1).value());
  cell.b.assign(concat({i, f, b[2], b[3]}, -1).value());
  cell.W_hh.assign(Array::zeros(cell.W_hh.shape()));
}
