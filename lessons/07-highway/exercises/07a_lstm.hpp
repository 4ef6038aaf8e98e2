// 7a. The LSTM's step:
//
//   i = σ(a_i)   f = σ(a_f)   g = tanh(a_g)   o = σ(a_o),   where a = x_t W_xh + h_{t−1} W_hh + b
//   c_t = f ⊙ c_{t−1} + i ⊙ g
//   h_t = o ⊙ tanh(c_t)
//
// All four stand side by side in W_xh, W_hh and b, each as wide as c, in the order i, f, g, o. x (batch, inputs) is the
// input of one step, state.h and state.c (batch, hidden) are h_{t−1} and c_{t−1}.
#pragma once

#include "autograd/error.hpp"
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

  // (h_t, c_t) from x_t and (h_{t−1}, c_{t−1}).
  State step(const unroll::Tensor& x, const State& state) const {
    throw unroll::Todo("7a: write step; \"Valves\" in lesson 7 explains it");
  }

  const unroll::Tensor W_xh;  // (inputs, 4 hidden)
  const unroll::Tensor W_hh;  // (hidden, 4 hidden)
  const unroll::Tensor b;     // (4 hidden)
};
