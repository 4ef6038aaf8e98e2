// Reverses the numbers: no gradient comes back through the other direction to xs.
#pragma once

#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

inline unroll::Tensor reversed(const unroll::Tensor& xs) { return unroll::Tensor(flip(xs, {0}).value()); }

inline unroll::Tensor both_ways(const unroll::nn::RNNCell& past, const unroll::nn::RNNCell& future,
                                const unroll::Tensor& xs) {
  using namespace unroll;
  const Tensor before = nn::unrolled(past, xs).outputs();
  return concat({before, flip(nn::unrolled(future, reversed(xs)).outputs(), {0})}, -1);
}
