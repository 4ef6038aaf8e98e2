// What the other direction says stays in the order in which it was said: x_T is beside x_1.
#pragma once

#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

inline unroll::Tensor reversed(const unroll::Tensor& xs) { return flip(xs, {0}); }

inline unroll::Tensor both_ways(const unroll::nn::RNNCell& past, const unroll::nn::RNNCell& future,
                                const unroll::Tensor& xs) {
  using namespace unroll;
  const Tensor before = nn::unrolled(past, xs).outputs();
  return concat({before, nn::unrolled(future, reversed(xs)).outputs()}, -1);
}
