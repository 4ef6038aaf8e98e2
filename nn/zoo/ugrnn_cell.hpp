// The update gate RNN (Collins, Sohl-Dickstein and Sussillo 2017, "Capacity and trainability in recurrent neural
// networks"): the plain cell with one gate that says how much of the old stays.
//
//   c = tanh(x_t W_xc + h_{t−1} W_hc + b_c)    the new
//   g = σ(x_t W_xg + h_{t−1} W_hg + b_g)       the gate
//   h_t = g ⊙ h_{t−1} + (1 − g) ⊙ c
//
// The two stand side by side, in this order, in W_xh, W_hh and b. All parameters are first drawn uniformly from
// ±1/√hidden, as PyTorch does for its cells; it has no such cell. TensorFlow 1, the authors' framework, adds a constant
// of 1 inside σ: gate_bias = 1 starts there.
#pragma once

#include <optional>

#include "nn/cell.hpp"

namespace unroll::nn {

class UGRNNCell : public Module {
 public:
  struct Options {
    std::optional<Real> gate_bias = {};  // where b_g starts; 1 or more keeps most of the old
  };
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };

  UGRNNCell(Index inputs, Index hidden, Options options);
  UGRNNCell(Index inputs, Index hidden) : UGRNNCell(inputs, hidden, Options{}) {}

  Index inputs() const { return W_xh.dim(0); }
  Index outputs() const { return W_hh.dim(0); }

  State start(Index batch) const;  // h_0 = 0
  State step(const Tensor& x, const State& state) const { return advance(project(x), state); }

  Tensor project(const Tensor& xs) const;
  State advance(const Tensor& projected, const State& state) const;

  const Tensor W_xh;  // (inputs, 2 hidden)
  const Tensor W_hh;  // (hidden, 2 hidden)
  const Tensor b;     // (2 hidden)
};

}  // namespace unroll::nn
