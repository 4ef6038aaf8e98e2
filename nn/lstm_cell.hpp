// Long short-term memory (Hochreiter and Schmidhuber 1997; with the forget gate of Gers et al. 2000):
//
//   i = σ(x_t W_xi + h_{t−1} W_hi + b_i)       input gate: how much of the new is written
//   f = σ(x_t W_xf + h_{t−1} W_hf + b_f)       forget gate: how much of the old is kept
//   g = tanh(x_t W_xg + h_{t−1} W_hg + b_g)    the new
//   o = σ(x_t W_xo + h_{t−1} W_ho + b_o)       output gate: how much is shown
//   c_t = f ⊙ c_{t−1} + i ⊙ g                  the belt: no weight and no squashing on the way from c_{t−1}
//   h_t = o ⊙ tanh(c_t)
//
// With its gates held constant: i = 1, f = 0, o = 1 make h_t = tanh(tanh(a_t)), where a_t is what g is the tanh of; so
// without its output activation it is the plain RNN cell. With any i and f, c_t = Σ_k f^(t−k) i g_k: a leaky integral.
//
// The four stand side by side, in this order, in W_xh, W_hh and b. All parameters are first drawn uniformly from
// ±1/√hidden, as in PyTorch.
#pragma once

#include <optional>

#include "nn/cell.hpp"

namespace unroll::nn {

enum class OutputActivation { tanh, none };  // none: h_t = o ⊙ c_t

class LSTMCell : public Module {
 public:
  struct Options {
    std::optional<Real> forget_bias = {};  // where b_f starts; 1 or more keeps the gate open (Jozefowicz et al. 2015)
    OutputActivation output = OutputActivation::tanh;
    Index projection = 0;  // h_t = (o ⊙ tanh(c_t)) W_hr with as many units, if above 0 (Sak et al. 2014)
  };
  struct State {
    Tensor h;  // (batch, outputs)
    Tensor c;  // (batch, hidden)
    static constexpr std::array names{"h", "c"};
  };
  struct Gates {
    Tensor i, f, g, o;  // each (batch, hidden)
  };
  static constexpr auto hints = "c h | f i g o";

  LSTMCell(Index inputs, Index hidden, Options options);
  LSTMCell(Index inputs, Index hidden) : LSTMCell(inputs, hidden, Options{}) {}

  Index inputs() const { return W_xh.dim(0); }
  Index hidden() const { return b.dim(0) / 4; }
  Index outputs() const { return W_hh.dim(0); }  // hidden, or the projection's width
  const Options& options() const { return options_; }

  State start(Index batch) const;  // h_0 = 0, c_0 = 0
  State step(const Tensor& x, const State& state) const { return advance(project(x), state); }
  Gates gates(const Tensor& x, const State& state) const { return gates_of(project(x), state); }

  Tensor project(const Tensor& xs) const;
  State advance(const Tensor& projected, const State& state) const;

  const Tensor W_xh;  // (inputs, 4 hidden)
  const Tensor W_hh;  // (outputs, 4 hidden)
  const Tensor b;     // (4 hidden)
  const Tensor W_hr;  // (hidden, projection); empty without one

 private:
  Gates gates_of(const Tensor& projected, const State& state) const;

  Options options_;
};

}  // namespace unroll::nn
