// 9a. The step of the GRU:
//
//   r = σ(x_t W_xr + h_{t−1} W_hr + b_r)                  reset gate
//   z = σ(x_t W_xz + h_{t−1} W_hz + b_z)                  update gate: how much of the old stays
//   n = tanh(x_t W_xn + b_n + r ⊙ (h_{t−1} W_hn + b_hn))   the new
//   h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}
//
// The three stand side by side in W_xh, W_hh and b, each as wide as h, in the order r, z, n. x (batch, inputs) is the
// input of one step, state.h (batch, hidden) is h_{t−1}.
#pragma once

#include "autograd/error.hpp"
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
    throw unroll::Todo("9a: write step; \"One valve fewer\" in lesson 9 explains it");
  }

  const unroll::Tensor W_xh;  // (inputs, 3 hidden)
  const unroll::Tensor W_hh;  // (hidden, 3 hidden)
  const unroll::Tensor b;     // (3 hidden)
  const unroll::Tensor b_hn;  // (hidden)
};
