// c_t is returned as h, and h_t as c.
#pragma once

#include "autograd/ops.hpp"
#include "nn/cell.hpp"
#include "nn/init.hpp"

class BeltCell : public unroll::nn::Module {
 public:
  struct Options {};
  struct State {
    unroll::Tensor h, c;
    static constexpr std::array names{"h", "c"};
  };
  static constexpr auto hints = "c h | f i g o";

  BeltCell(unroll::Index inputs, unroll::Index hidden, Options)
      : W_xh(parameter("W_xh", unroll::nn::init::uniform({inputs, 4 * hidden}, hidden))),
        W_hh(parameter("W_hh", unroll::nn::init::uniform({hidden, 4 * hidden}, hidden))),
        b(parameter("b", unroll::nn::init::uniform({4 * hidden}, hidden))) {}

  unroll::Index inputs() const { return W_xh.dim(0); }
  unroll::Index outputs() const { return W_hh.dim(0); }

  State start(unroll::Index batch) const {
    const unroll::Tensor zeros(unroll::Array::zeros({batch, outputs()}));
    return {zeros, zeros};
  }

  State step(const unroll::Tensor& x, const State& state) const {
    const std::vector<unroll::Tensor> a = split(matmul(x, W_xh) + matmul(state.h, W_hh) + b, -1, 4);
    const unroll::Tensor i = sigmoid(a[0]), f = sigmoid(a[1]), g = tanh(a[2]), o = sigmoid(a[3]);
    const unroll::Tensor c = f * state.c + i * g;
    return {c, o * tanh(c)};
  }

  const unroll::Tensor W_xh;  // (inputs, 4 hidden)
  const unroll::Tensor W_hh;  // (hidden, 4 hidden)
  const unroll::Tensor b;     // (4 hidden)
};
