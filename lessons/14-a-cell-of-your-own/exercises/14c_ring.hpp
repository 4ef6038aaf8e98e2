// 14c. A linear recurrence that turns: the linear recurrent unit (LRU, Orvieto et al. 2023). Each unit holds a complex
// number, and its share λ is complex, too:
//
//   λ = exp(−exp(ν) + iθ)                    |λ| = exp(−exp(ν)), below 1 whatever ν is
//   γ = √(1 − |λ|²)
//   s_t = λ ⊙ s_{t−1} + γ ⊙ (x_t (B_re + i B_im))
//
// The engine knows real numbers only: the state has the real part of s_t as h and the imaginary part as im. Parameters,
// by these names: nu (hidden), theta (hidden), B_re and B_im (inputs, hidden), the two last as
// nn::init::kaiming_normal(inputs, hidden, 1) draws them. The λ begin evenly spread over the ring between the radii of
// Options: |λ|² uniform between inner² and outer², θ uniform between 0 and 2π.
#pragma once

#include <cmath>
#include <numbers>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/cell.hpp"
#include "nn/init.hpp"

class RingCell : public unroll::nn::Module {
 public:
  struct Options {
    double inner = 0.9, outer = 0.999;
  };
  struct State {
    unroll::Tensor h, im;
    static constexpr std::array names{"h", "im"};
  };

  RingCell(unroll::Index inputs, unroll::Index hidden, Options options) {
    throw unroll::Todo("14c: make the four parameters, then write step; the comment above has all that is needed");
  }

  unroll::Index inputs() const { return B_re.dim(0); }
  unroll::Index outputs() const { return B_re.dim(1); }

  State start(unroll::Index batch) const {
    const unroll::Array zeros = unroll::Array::zeros({batch, outputs()});
    return {unroll::Tensor(zeros), unroll::Tensor(zeros)};
  }

  // s_t from x_t and s_{t−1}: its real part, then its imaginary part.
  State step(const unroll::Tensor& x, const State& state) const {
    throw unroll::Todo("14c: write step; the comment above has all that is needed");
  }

  unroll::Tensor nu, theta, B_re, B_im;
};
