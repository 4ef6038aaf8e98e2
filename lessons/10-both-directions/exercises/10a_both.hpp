// 10a. A layer that reads both ways, made of two cells. Both functions take xs (T, batch, inputs), time first.
//
//   reversed(xs)                   x_T, x_{T−1} … x_1, of the same shape
//   both_ways(past, future, xs)    (T, batch, 2 hidden): at t, what `past` knows after x_1 … x_t, and beside it what
//                                  `future` knows after x_T … x_t
//
// nn::unrolled(cell, xs).outputs() are the states of one cell after each step of xs, (T, batch, hidden). Let it run
// forwards only.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

inline unroll::Tensor reversed(const unroll::Tensor& xs) {
  throw unroll::Todo("10a: write reversed; \"Two readers\" in lesson 10 explains it");
}

inline unroll::Tensor both_ways(const unroll::nn::RNNCell& past, const unroll::nn::RNNCell& future,
                                const unroll::Tensor& xs) {
  throw unroll::Todo("10a: write both_ways; \"Two readers\" in lesson 10 explains it");
}
