// One cell for both directions.
#pragma once

#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

inline unroll::Tensor reversed(const unroll::Tensor& xs) { return flip(xs, {0}); }

inline unroll::Tensor both_ways(const unroll::nn::RNNCell& past, const unroll::nn::RNNCell& future,
                                const unroll::Tensor& xs) {
  using namespace unroll;
  const Tensor before = nn::unrolled(past, xs).outputs();
  return concat({before, reversed(nn::unrolled(past, reversed(xs)).outputs())}, -1);
}
