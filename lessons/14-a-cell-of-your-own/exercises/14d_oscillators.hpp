// 14d. A step of coupled oscillators (coRNN, Rusch and Mishra 2021). h is where each is, z how fast it moves; the
// others and the input push it, the spring γ pulls it back, the damping ε brakes it:
//
//   z_t = z_{t−1} + Δt (tanh(x_t V + h_{t−1} W_h + z_{t−1} W_z + b) − γ h_{t−1} − ε z_t)
//   h_t = h_{t−1} + Δt z_t
//
// The brake takes the new speed: z_t stands on both sides, so solve for it. (nn/zoo brakes by z_{t−1}.) x (batch,
// inputs), h and z (batch, hidden) are x_t, h_{t−1} and z_{t−1}.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

struct Oscillation {
  unroll::Real dt, gamma, epsilon;  // Δt, γ, ε
};
struct Motion {
  unroll::Tensor h, z;
};

inline Motion oscillate(const unroll::Tensor& x, const Motion& motion, const unroll::Tensor& V,
                        const unroll::Tensor& W_h, const unroll::Tensor& W_z, const unroll::Tensor& b,
                        const Oscillation& how) {
  throw unroll::Todo("14d: write the step; the comment above has all that is needed");
}
