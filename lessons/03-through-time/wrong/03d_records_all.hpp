// Wrong: the right gradient, but of a graph of all T steps.
#pragma once

#include <functional>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"

using Step = std::function<unroll::Tensor(const unroll::Tensor& h, int t)>;  // h_t from h_{t−1}
using Loss = std::function<unroll::Tensor(const unroll::Tensor& h)>;         // L from h_T

inline std::vector<unroll::Tensor> with_checkpoints(const Step& step, const Loss& loss, const unroll::Tensor& start,
                                                    int T, const std::vector<unroll::Tensor>& weights) {
  unroll::Tensor h = start;
  for (int t = 1; t <= T; ++t) h = step(h, t);
  return unroll::grad(loss(h), weights);
}
