// Wrong: keeps nothing and goes back to h_0 for every step.
#pragma once

#include <functional>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"

using Step = std::function<unroll::Tensor(const unroll::Tensor& h, int t)>;  // h_t from h_{t−1}
using Loss = std::function<unroll::Tensor(const unroll::Tensor& h)>;         // L from h_T

inline std::vector<unroll::Tensor> with_checkpoints(const Step& step, const Loss& loss, const unroll::Tensor& start,
                                                    int T, const std::vector<unroll::Tensor>& weights) {
  using namespace unroll;
  std::vector<Tensor> total;
  for (const Tensor& w : weights) total.push_back(Tensor(Array::zeros(w.shape())));
  Tensor from_future;
  for (int last = T; last >= 1; --last) {
    Tensor h = start;
    {
      NoGrad no_grad;
      for (int t = 1; t < last; ++t) h = step(h, t);
    }
    const Tensor first = variable(h.value());
    h = step(first, last);
    std::vector<Tensor> wanted = weights;
    wanted.push_back(first);
    const std::vector<Tensor> shares = from_future ? grad(h, wanted, {.seed = from_future}) : grad(loss(h), wanted);
    for (std::size_t i = 0; i < weights.size(); ++i) total[i] = total[i] + shares[i];
    from_future = shares.back();
  }
  return total;
}
