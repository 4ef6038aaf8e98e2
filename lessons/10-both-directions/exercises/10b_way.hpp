// 10b. How far is it? A network has read x_1 … x_T in both directions with a plain cell for each; what it knows in the
// end is h_T of the one that reads forwards, and the state at t = 1 of the one that reads backwards.
//
//   predicted(t, T)   first without looking: the operations on the shortest way from x_t to each of these two. A step
//                     is h = tanh(x W_xh + b + h' W_hh): from x there are 4 operations, from h' there are 3.
//   fewest(x, y)      then the walk: the operations on the shortest way from x to y, y counted and x not; −1 if no way
//                     leads there.
//
// tensor.node()->inputs() are the nodes that a tensor was made from, each as .node; a node's kind is Kind::arithmetic
// or, if it only moves numbers, Kind::plumbing, which counts 0. Leaves have no inputs.
#pragma once

#include <deque>
#include <map>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

struct Distances {
  int past, future;
};

inline Distances predicted(int t, int T) {
  throw unroll::Todo("10b: write predicted; \"How far is it?\" in lesson 10 explains it");
}

inline int fewest(const unroll::Tensor& x, const unroll::Tensor& y) {
  throw unroll::Todo("10b: write fewest; \"How far is it?\" in lesson 10 explains it");
}
