// 3a. Backpropagation through time, by hand.
#pragma once

#include <vector>

#include "autograd/ops.hpp"

inline std::vector<unroll::Tensor> through_time(const unroll::Tensor& xs, const unroll::Tensor& ys,
                                                const unroll::Tensor& W_xh, const unroll::Tensor& W_hh,
                                                const unroll::Tensor& b) {
  using namespace unroll;
  const auto steps = static_cast<std::size_t>(xs.dim(0));
  std::vector<Tensor> h(steps + 1), delta(steps + 1);

  h[0] = Tensor(Array::zeros({xs.dim(1), W_hh.dim(0)}));
  for (std::size_t t = 1; t <= steps; ++t) h[t] = tanh(matmul(xs[Index(t) - 1], W_xh) + matmul(h[t - 1], W_hh) + b);

  Tensor from_future = Tensor(Array::zeros(h[0].shape()));
  for (std::size_t t = steps; t >= 1; --t) {
    const Tensor dh = (h[t] - ys[Index(t) - 1]) + from_future;
    delta[t] = dh * (1 - h[t] * h[t]);
    from_future = matmul(delta[t], T(W_hh));
  }

  Tensor dW_xh = W_xh * Real(0), dW_hh = W_hh * Real(0), db = b * Real(0);
  for (std::size_t t = 1; t <= steps; ++t) {
    dW_xh = dW_xh + matmul(T(xs[Index(t) - 1]), delta[t]);
    dW_hh = dW_hh + matmul(T(h[t - 1]), delta[t]);
    db = db + sum(delta[t], {0});
  }
  return {dW_xh, dW_hh, db};
}
