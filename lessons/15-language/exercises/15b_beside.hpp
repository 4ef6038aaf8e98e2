// 15b. What is known beside each letter of a text, of which it is to be named without having been seen. `left` reads xs
// (T, batch, inputs) from the beginning, `right` from the end; h_t is the state of `left` after x_1 … x_t, and g_t that
// of `right` after x_T … x_t. For each t return
//
//   [h_{t−1}  g_{t+1}]          with h_0 = 0 and g_{T+1} = 0
//
// as one tensor (T, batch, 2 hidden). nn::unrolled(cell, xs, {.direction = nn::Direction::future}).outputs() are the
// states of a reader from the end, in the order of time; slice, pad and concat shift them and put them side by side.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/gru_cell.hpp"
#include "nn/unrolled.hpp"

inline unroll::Tensor beside(const unroll::nn::GRUCell& left, const unroll::nn::GRUCell& right,
                             const unroll::Tensor& xs) {
  throw unroll::Todo("15b: put the two readers side by side; \"A hidden letter\" in lesson 15 explains it");
}
