// The coupled oscillatory RNN (Rusch and Mishra 2021, "Coupled oscillatory recurrent neural network (coRNN)",
// equation 3): each unit is a damped oscillator, y″ = tanh(…) − γ y − ε y′, pushed by the others and by the input; h is
// the paper's position y, z its velocity.
//
//   z_t = z_{t−1} + Δt (tanh(x_t V + h_{t−1} W_h + z_{t−1} W_z + b) − γ h_{t−1} − ε z_{t−1})
//   h_t = h_{t−1} + Δt z_t
//
// (The paper writes the damping with z_t or z_{t−1}; this is the second, as in the authors' program.) As there, all
// parameters are first drawn uniformly from ±1/√(inputs + 2 hidden), as PyTorch draws a linear layer that reads
// x, h and z side by side. The default Δt, γ and ε are the authors' for MNIST read pixel by pixel.
#pragma once

#include "nn/cell.hpp"

namespace unroll::nn {

class CoRNNCell : public Module {
 public:
  struct Options {
    Real dt = Real(0.042);     // Δt
    Real gamma = Real(2.7);    // the spring: ω² of the oscillation
    Real epsilon = Real(4.7);  // the damping
  };
  struct State {
    Tensor h, z;  // position and velocity, each (batch, hidden)
    static constexpr std::array names{"h", "z"};
  };

  CoRNNCell(Index inputs, Index hidden, Options options);
  CoRNNCell(Index inputs, Index hidden) : CoRNNCell(inputs, hidden, Options{}) {}

  Index inputs() const { return V.dim(0); }
  Index outputs() const { return W_h.dim(0); }

  State start(Index batch) const;  // h_0 = 0, z_0 = 0
  State step(const Tensor& x, const State& state) const { return advance(project(x), state); }

  Tensor project(const Tensor& xs) const;
  State advance(const Tensor& projected, const State& state) const;

  const Tensor V;    // (inputs, hidden)
  const Tensor W_h;  // (hidden, hidden)
  const Tensor W_z;  // (hidden, hidden)
  const Tensor b;    // (hidden)

 private:
  Options options_;
};

}  // namespace unroll::nn
