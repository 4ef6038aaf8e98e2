// 2b. What each step asks of the shared weight. Run the recurrence of an RNNCell over xs (T, batch, inputs),
//
//   h_t = tanh(x_t W_xh + h_{t−1} W_t + b),   h_0 = 0,
//
// with T matrices W_1 … W_T that all hold the numbers of cell.W_hh, but are variables of their own. Return
// dL/dW_1 … dL/dW_T of L = loss(h_T), in this order.
#pragma once

#include <functional>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"

using Loss = std::function<unroll::Tensor(const unroll::Tensor& h)>;

inline std::vector<unroll::Tensor> shares_of_W_hh(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs,
                                                  const Loss& loss) {
  throw unroll::Todo("2b: run an untied copy and return its gradients; \"A sum over time\" in lesson 2 explains it");
}
