// T handles, but all on one variable: each gradient is the whole one.
#pragma once

#include <functional>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"

using Loss = std::function<unroll::Tensor(const unroll::Tensor& h)>;

inline std::vector<unroll::Tensor> shares_of_W_hh(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs,
                                                  const Loss& loss) {
  const std::vector<unroll::Tensor> W(static_cast<std::size_t>(xs.dim(0)), unroll::variable(cell.W_hh.value()));
  unroll::Tensor h = cell.start(xs.dim(1)).h;
  for (unroll::Index t = 1; t <= xs.dim(0); ++t)
    h = tanh(cell.project(xs[t - 1]) + matmul(h, W[static_cast<std::size_t>(t - 1)]));
  return grad(loss(h), W);
}
