// Wrong here: resets before the product, the other place.
#pragma once

#include "autograd/ops.hpp"
#include "nn/cell.hpp"
#include "nn/init.hpp"

class GatedCell : public unroll::nn::Module {
 public:
  struct Options {};
  struct State {
    unroll::Tensor h;
    static constexpr std::array names{"h"};
  };
  static constexpr auto hints = "h | z r | n";

  GatedCell(unroll::Index inputs, unroll::Index hidden, Options)
      : W_xh(parameter("W_xh", unroll::nn::init::uniform({inputs, 3 * hidden}, hidden))),
        W_hh(parameter("W_hh", unroll::nn::init::uniform({hidden, 3 * hidden}, hidden))),
        b(parameter("b", unroll::nn::init::uniform({3 * hidden}, hidden))),
        b_hn(parameter("b_hn", unroll::nn::init::uniform({hidden}, hidden))) {}

  unroll::Index inputs() const { return W_xh.dim(0); }
  unroll::Index outputs() const { return W_hh.dim(0); }

  State start(unroll::Index batch) const { return {unroll::Tensor(unroll::Array::zeros({batch, outputs()}))}; }

  // h_t from x_t and h_{t−1}.
  State step(const unroll::Tensor& x, const State& state) const {
    const std::vector<unroll::Tensor> a = split(matmul(x, W_xh) + b, -1, 3), u = split(matmul(state.h, W_hh), -1, 3);
    const unroll::Tensor r = sigmoid(a[0] + u[0]), z = sigmoid(a[1] + u[1]);
    const unroll::Tensor n = tanh(a[2] + b_hn + matmul(r * state.h, split(W_hh, -1, 3)[2]));
    return {(1 - z) * n + z * state.h};
  }

  const unroll::Tensor W_xh;  // (inputs, 3 hidden)
  const unroll::Tensor W_hh;  // (hidden, 3 hidden)
  const unroll::Tensor b;     // (3 hidden)
  const unroll::Tensor b_hn;  // (hidden)
};
