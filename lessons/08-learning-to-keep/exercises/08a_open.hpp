// 8a. Open an LSTM's forget gates, by their bias alone: where a gate's argument is its bias, the gate is to be
//
//   f = σ(b_f) = keep,   0 < keep < 1
//
// nn::LSTMCell has the biases of its gates side by side in b (4 hidden), in the order i, f, g, o, hidden of each. The
// others stay as they are. Array::set fills an array, Tensor::assign writes it into a parameter.
#pragma once

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/lstm_cell.hpp"

inline void open_forget_gates(const unroll::nn::LSTMCell& cell, double keep) {
  throw unroll::Todo("8a: set the bias; \"Where training begins\" in lesson 8 explains it");
}
