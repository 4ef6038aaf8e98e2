// As the gradient meets them: the last step first.
#pragma once

#include <functional>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"

using Loss = std::function<unroll::Tensor(const unroll::Tensor& h)>;

inline std::vector<unroll::Tensor> shares_of_W_hh(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs,
                                                  const Loss& loss) {
  std::vector<unroll::Tensor> W;
  unroll::Tensor h = cell.start(xs.dim(1)).h;
  for (unroll::Index t = 1; t <= xs.dim(0); ++t) {
    W.insert(W.begin(), unroll::variable(cell.W_hh.value()));
    h = tanh(cell.project(xs[t - 1]) + matmul(h, W.front()));
  }
  return grad(loss(h), W);
}
