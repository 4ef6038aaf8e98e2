// 3d. The whole gradient with little memory. Recording all T steps keeps T states alive, and all that was computed
// in between. Keep every √T-th state instead, record one stretch of √T steps at a time, from the last to the first,
// and compute each state twice.
#pragma once

#include <functional>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/error.hpp"
#include "autograd/ops.hpp"

using Step = std::function<unroll::Tensor(const unroll::Tensor& h, int t)>;  // h_t from h_{t−1}
using Loss = std::function<unroll::Tensor(const unroll::Tensor& h)>;         // L from h_T

// dL/dw for each w of `weights`, the leaves that `step` uses, of L = loss(h_T), h_t = step(h_{t−1}, t), h_0 = start.
inline std::vector<unroll::Tensor> with_checkpoints(const Step& step, const Loss& loss, const unroll::Tensor& start,
                                                    int T, const std::vector<unroll::Tensor>& weights) {
  throw unroll::Todo("3d: write the pass over stretches; \"Paying with time\" in lesson 3 explains it");
}
