// The right numbers, but the last state enters as a constant: no gradient flows back in time.
#pragma once

#include "autograd/ops.hpp"
#include "nn/cell.hpp"
#include "nn/init.hpp"

class PlainCell : public unroll::nn::Module {
 public:
  struct Options {};
  struct State {
    unroll::Tensor h;
    static constexpr std::array names{"h"};
  };

  PlainCell(unroll::Index inputs, unroll::Index hidden, Options)
      : W_xh(parameter("W_xh", unroll::nn::init::uniform({inputs, hidden}, hidden))),
        W_hh(parameter("W_hh", unroll::nn::init::uniform({hidden, hidden}, hidden))),
        b(parameter("b", unroll::nn::init::uniform({hidden}, hidden))) {}

  unroll::Index inputs() const { return W_xh.dim(0); }
  unroll::Index outputs() const { return W_xh.dim(1); }

  State start(unroll::Index batch) const { return {unroll::Tensor(unroll::Array::zeros({batch, outputs()}))}; }
  State step(const unroll::Tensor& x, const State& state) const {
    return {tanh(matmul(x, W_xh) + matmul(state.h.detach(), W_hh) + b)};
  }

  const unroll::Tensor W_xh;  // (inputs, hidden)
  const unroll::Tensor W_hh;  // (hidden, hidden)
  const unroll::Tensor b;     // (hidden)
};
