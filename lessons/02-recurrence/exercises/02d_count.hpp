// 2d. Predict, then count. Without a bias, and with a sum at the end,
//
//   h_t = tanh(x_t W_xh + h_{t−1} W_hh),   L = sum(h_T),
//
// how many operations does the graph of L hold after T steps? Then write what counts them. A tensor's node is
// root.node(); a node has inputs(), each with a .node, and a kind: Kind::leaf, Kind::arithmetic, or Kind::plumbing
// for what only moves numbers (slices, transposes), which does not count.
#pragma once

#include "autograd/error.hpp"
#include "autograd/tensor.hpp"

// A formula in T.
inline int predicted_ops(int T) {
  throw unroll::Todo("2d: predict, then count; \"Drawn, it is a ladder\" in lesson 2 explains it");
}

// The arithmetic operations that `root` was computed from, its own included, each once.
inline int count_ops(const unroll::Tensor& root) {
  throw unroll::Todo("2d: predict, then count; \"Drawn, it is a ladder\" in lesson 2 explains it");
}
