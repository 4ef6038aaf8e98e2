// The AntisymmetricRNN (Chang et al. 2019, "AntisymmetricRNN: a dynamical system view on recurrent neural networks"):
// a step ε of Euler's method along dh/dt = tanh(…). W − Wᵀ has imaginary eigenvalues only, so that the flow neither
// grows nor dies; γ makes up for the growth that the finite step adds.
//
//   h_t = h_{t−1} + ε tanh(x_t V + h_{t−1} (W − Wᵀ − γI) + b)
//
// and with a gate of the same recurrent weights
//
//   z = σ(x_t V_z + h_{t−1} (W − Wᵀ − γI) + b_z)
//   h_t = h_{t−1} + ε z ⊙ tanh(x_t V_h + h_{t−1} (W − Wᵀ − γI) + b_h)
//
// where V and b hold the tanh's columns first, then the gate's. As in the paper's appendix C, V is first drawn from
// N(0, 1/inputs), W from N(0, σ²/hidden) with σ = 1, and b is 0. (PyTorch has no such cell.)
#pragma once

#include "nn/cell.hpp"

namespace unroll::nn {

class AntisymmetricCell : public Module {
 public:
  struct Options {
    Real epsilon = Real(0.1);  // the step; the paper tries 0.01, 0.1 and 1
    Real gamma = Real(0.01);   // the diffusion
    bool gated = false;
  };
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };

  AntisymmetricCell(Index inputs, Index hidden, Options options);
  AntisymmetricCell(Index inputs, Index hidden) : AntisymmetricCell(inputs, hidden, Options{}) {}

  Index inputs() const { return V.dim(0); }
  Index outputs() const { return W.dim(0); }

  State start(Index batch) const;  // h_0 = 0
  State step(const Tensor& x, const State& state) const { return advance(project(x), state); }

  Tensor project(const Tensor& xs) const;
  State advance(const Tensor& projected, const State& state) const;

  const Tensor V;  // (inputs, hidden), gated (inputs, 2 hidden)
  const Tensor W;  // (hidden, hidden)
  const Tensor b;  // (hidden), gated (2 hidden)

 private:
  Options options_;
};

}  // namespace unroll::nn
