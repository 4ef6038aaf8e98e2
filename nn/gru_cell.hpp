// The gated recurrent unit (Cho et al. 2014):
//
//   r = σ(x_t W_xr + h_{t−1} W_hr + b_r)                 reset gate: how much of the old goes into the new
//   z = σ(x_t W_xz + h_{t−1} W_hz + b_z)                 update gate: how much of the old stays
//   n = tanh(x_t W_xn + b_n + r ⊙ (h_{t−1} W_hn + b_hn))  the new; r after the product, as in cuDNN and PyTorch,
//   n = tanh(x_t W_xn + b_n + (r ⊙ h_{t−1}) W_hn)         or before it, as in the paper
//   h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}
//
// With z = 0 and r = 1 it is the plain RNN cell, whose b is b_n + b_hn.
//
// The three stand side by side, in this order, in W_xh, W_hh and b. All parameters are first drawn uniformly from
// ±1/√hidden, as in PyTorch.
#pragma once

#include "nn/cell.hpp"

namespace unroll::nn {

enum class Reset { after_product, before_product };

class GRUCell : public Module {
 public:
  struct Options {
    Reset reset = Reset::after_product;
  };
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };
  struct Gates {
    Tensor r, z, n;  // each (batch, hidden)
  };
  static constexpr auto hints = "h | z r | n";

  GRUCell(Index inputs, Index hidden, Options options);
  GRUCell(Index inputs, Index hidden) : GRUCell(inputs, hidden, Options{}) {}

  Index inputs() const { return W_xh.dim(0); }
  Index outputs() const { return W_hh.dim(0); }

  State start(Index batch) const;  // h_0 = 0
  State step(const Tensor& x, const State& state) const { return advance(project(x), state); }
  Gates gates(const Tensor& x, const State& state) const { return gates_of(project(x), state); }

  Tensor project(const Tensor& xs) const;
  State advance(const Tensor& projected, const State& state) const;

  const Tensor W_xh;  // (inputs, 3 hidden)
  const Tensor W_hh;  // (hidden, 3 hidden)
  const Tensor b;     // (3 hidden)
  const Tensor b_hn;  // (hidden); empty where the reset comes before the product

 private:
  Gates gates_of(const Tensor& projected, const State& state) const;
};

}  // namespace unroll::nn
