// The minGRU (Feng et al. 2024, "Were RNNs all we needed?", section 3.1): a GRU whose gate and whose new do not look at
// h_{t−1}, so that h_t is linear in it and all steps could be computed at once by a scan.
//
//   z = σ(x_t W_xz + b_z)          how much of the new comes in
//   n = x_t W_xn + b_n             the new; the paper's h̃
//   h_t = (1 − z) ⊙ h_{t−1} + z ⊙ n
//
// The two stand side by side, in this order, in W_xh and b. Both are linear layers in the paper, and so drawn as
// PyTorch draws those: uniformly from ±1/√inputs.
#pragma once

#include <optional>

#include "nn/cell.hpp"

namespace unroll::nn {

class MinGRUCell : public Module {
 public:
  struct Options {
    std::optional<Real> gate_bias = {};  // where b_z starts; −2 or less begins with the gate closed: h stays
  };
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };

  MinGRUCell(Index inputs, Index hidden, Options options);
  MinGRUCell(Index inputs, Index hidden) : MinGRUCell(inputs, hidden, Options{}) {}

  Index inputs() const { return W_xh.dim(0); }
  Index outputs() const { return b.dim(0) / 2; }

  State start(Index batch) const;  // h_0 = 0
  State step(const Tensor& x, const State& state) const { return advance(project(x), state); }

  Tensor project(const Tensor& xs) const;
  State advance(const Tensor& projected, const State& state) const;

  const Tensor W_xh;  // (inputs, 2 hidden)
  const Tensor b;     // (2 hidden)
};

}  // namespace unroll::nn
