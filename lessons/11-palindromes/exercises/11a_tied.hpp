// 11a. Two chains with the same weights, and a comparison where they meet:
//
//   f: reads x_1, x_2 … x_{T/2}        b: reads x_T, x_{T−1} … x_{T/2+1}        score = |f − b| w + c
//
// xs (T, batch, inputs), T even; xs[t − 1] is x_t. One `cell` reads for both chains, each from cell.start(batch); f and
// b are their last states h. `head` is the linear layer of w and c. Returns the scores, (batch, 1).
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/linear.hpp"
#include "nn/rnn_cell.hpp"

inline unroll::Tensor palindrome_score(const unroll::nn::RNNCell& cell, const unroll::nn::Linear& head,
                                       const unroll::Tensor& xs) {
  throw unroll::Todo("11a: write both chains and compare them; \"What has to be added\" in lesson 11 explains it");
}
