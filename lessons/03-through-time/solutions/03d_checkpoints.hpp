// 3d. The whole gradient with little memory.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"

using Step = std::function<unroll::Tensor(const unroll::Tensor& h, int t)>;  // h_t from h_{t−1}
using Loss = std::function<unroll::Tensor(const unroll::Tensor& h)>;         // L from h_T

inline std::vector<unroll::Tensor> with_checkpoints(const Step& step, const Loss& loss, const unroll::Tensor& start,
                                                    int T, const std::vector<unroll::Tensor>& weights) {
  using namespace unroll;
  const int stretch = std::max(1, static_cast<int>(std::sqrt(T)));

  std::vector<Tensor> kept;  // h_0, h_stretch, h_2·stretch …
  {
    NoGrad no_grad;
    Tensor h = start;
    for (int t = 1; t <= T; ++t) {
      if ((t - 1) % stretch == 0) kept.push_back(h);
      h = step(h, t);
    }
  }

  std::vector<Tensor> total;
  for (const Tensor& w : weights) total.push_back(Tensor(Array::zeros(w.shape())));
  Tensor from_future;  // dL/dh at the end of the stretch
  for (int last = T; !kept.empty(); kept.pop_back()) {
    const Tensor first = variable(kept.back().value());
    const int before = (static_cast<int>(kept.size()) - 1) * stretch;
    Tensor h = first;
    for (int t = before + 1; t <= last; ++t) h = step(h, t);

    std::vector<Tensor> wanted = weights;
    wanted.push_back(first);
    const std::vector<Tensor> shares = from_future ? grad(h, wanted, {.seed = from_future}) : grad(loss(h), wanted);
    for (std::size_t i = 0; i < weights.size(); ++i) total[i] = total[i] + shares[i];
    from_future = shares.back();
    last = before;
  }
  return total;
}
