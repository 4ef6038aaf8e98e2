// 13a. Prices on paper. What is counted is what graphs/cost.hpp says: 2 m k n for a product of (m, k) by (k, n), 5 for
// each number of a softmax, 1 for each number that an elementwise operation makes; moving numbers costs nothing.
//
// The GRU of lesson 9, with `inputs` numbers in x_t and `hidden` in h_t, over T steps of one sequence:
//
//   r = σ(x W_xr + h W_hr + b_r),  z = σ(x W_xz + h W_hz + b_z),  n = tanh(x W_xn + b_n + r ⊙ (h W_hn + b_hn)),
//   h = (1 − z) ⊙ n + z ⊙ h
//
// Self-attention with several heads over T steps of one sequence (nn::MultiheadAttention): queries, keys, values and
// the result are products with (width, width) and a bias each; each head has width/heads of the numbers to itself.
#pragma once

#include "autograd/array.hpp"
#include "autograd/error.hpp"

inline unroll::Index gru_work(unroll::Index T, unroll::Index inputs, unroll::Index hidden) {
  throw unroll::Todo("13a: count the GRU's work; \"Counting\" in lesson 13 does it for the plain RNN");
}

inline unroll::Index attention_work(unroll::Index T, unroll::Index width, unroll::Index heads) {
  throw unroll::Todo("13a: count attention's work; \"Counting\" in lesson 13 does it for one head");
}

// How many numbers its gradient pass has to read, of those that it made on the way forward.
inline unroll::Index attention_memory(unroll::Index T, unroll::Index width, unroll::Index heads) {
  throw unroll::Todo("13a: count attention's memory; \"What must be remembered\" in lesson 13 explains it");
}
