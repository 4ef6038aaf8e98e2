// 4a. Listen to an error on its way back. Run an RNNCell over xs (T, batch, inputs), starting from h_0 = 0, and return
// |dL/dh_1| … |dL/dh_T| of L = loss(h_T), in this order; |·| is the Euclidean norm over all of (batch, hidden).
//
// Then, of any such list with two or more lengths, none of them 0: the gain of a step on the way back. It is the q of
// the curve |dL/dh_t| = c q^(T − t) that fits best: with the least sum of squares between the logarithms.
#pragma once

#include <functional>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

using Loss = std::function<unroll::Tensor(const unroll::Tensor& h)>;

inline std::vector<double> errors_of(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs, const Loss& loss) {
  throw unroll::Todo("4a: write errors_of and gain_per_step; \"One factor for each step\" in lesson 4 explains them");
}

inline double gain_per_step(const std::vector<double>& errors) {
  throw unroll::Todo("4a: write errors_of and gain_per_step; \"One factor for each step\" in lesson 4 explains them");
}
