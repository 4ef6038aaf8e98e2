// The minimal gated unit (Zhou et al. 2016, "Minimal gated unit for recurrent neural networks"): a GRU whose two gates
// are one.
//
//   f = σ(x_t W_xf + h_{t−1} W_hf + b_f)               the gate: how much of the new comes in, how much of the old
//                                                      goes into it
//   n = tanh(x_t W_xn + (f ⊙ h_{t−1}) W_hn + b_n)      the new
//   h_t = (1 − f) ⊙ h_{t−1} + f ⊙ n
//
// The two stand side by side, in this order, in W_xh, W_hh and b. All parameters are first drawn uniformly from
// ±1/√hidden, as PyTorch does for its cells; it has no such cell.
#pragma once

#include "nn/cell.hpp"

namespace unroll::nn {

class MGUCell : public Module {
 public:
  struct Options {};
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };

  MGUCell(Index inputs, Index hidden, Options options);
  MGUCell(Index inputs, Index hidden) : MGUCell(inputs, hidden, Options{}) {}

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
