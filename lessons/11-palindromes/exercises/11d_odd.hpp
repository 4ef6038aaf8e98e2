// 11d. Palindromes of any length, `a` and `abcba` too. In a word of odd length the symbol in the middle is its own
// mirror image: it is in no pair, and whatever it is, a palindrome stays one. So neither chain reads it, and
//
//   f: reads x_1 … x_m        b: reads x_T … x_{T−m+1}        with as many pairs m as there are
//
// xs (T, batch, inputs), T >= 1; xs[t − 1] is x_t. Returns f − b, (batch, hidden), of chains that begin with
// cell.start(batch) and have the weights of `cell`.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"

inline unroll::Tensor mirror_difference(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs) {
  throw unroll::Todo("11d: write both chains; \"What has to be added\" in lesson 11 explains them");
}
