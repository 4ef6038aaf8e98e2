// z says how much of the old stays, as g does in nn/zoo.
#pragma once

#include <cmath>

#include "autograd/ops.hpp"
#include "nn/cell.hpp"
#include "nn/init.hpp"

class UpdateGateCell : public unroll::nn::Module {
 public:
  struct Options {
    double keep = 0.5;
  };
  struct State {
    unroll::Tensor h;
    static constexpr std::array names{"h"};
  };

  UpdateGateCell(unroll::Index inputs, unroll::Index hidden, Options options)
      : W_xn(parameter("W_xn", unroll::nn::init::uniform({inputs, hidden}, hidden))),
        W_hn(parameter("W_hn", unroll::nn::init::uniform({hidden, hidden}, hidden))),
        b_n(parameter("b_n", unroll::nn::init::uniform({hidden}, hidden))),
        W_xz(parameter("W_xz", unroll::nn::init::uniform({inputs, hidden}, hidden))),
        W_hz(parameter("W_hz", unroll::nn::init::uniform({hidden, hidden}, hidden))),
        b_z(parameter("b_z",
                      unroll::Array::full({hidden}, unroll::Real(std::log((1 - options.keep) / options.keep))))) {}

  unroll::Index inputs() const { return W_xn.dim(0); }
  unroll::Index outputs() const { return W_xn.dim(1); }

  State start(unroll::Index batch) const { return {unroll::Tensor(unroll::Array::zeros({batch, outputs()}))}; }

  State step(const unroll::Tensor& x, const State& state) const {
    const unroll::Tensor n = tanh(matmul(x, W_xn) + matmul(state.h, W_hn) + b_n);
    const unroll::Tensor z = sigmoid(matmul(x, W_xz) + matmul(state.h, W_hz) + b_z);
    return {z * state.h + (1 - z) * n};
  }

  unroll::Tensor W_xn, W_hn, b_n;
  unroll::Tensor W_xz, W_hz, b_z;
};
