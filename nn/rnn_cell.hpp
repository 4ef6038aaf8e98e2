// The plain recurrent cell (Elman 1990, "Finding structure in time"):
//
//   h_t = tanh(x_t W_xh + h_{t−1} W_hh + b)
//
// with x_t (batch, inputs) and h_t (batch, hidden); relu in place of tanh as an option. All parameters are
// first drawn uniformly from ±1/√hidden, as in PyTorch. The concept that it models is in cell.hpp.
#pragma once

#include "nn/cell.hpp"

namespace unroll::nn {

enum class Nonlinearity { tanh, relu };

class RNNCell : public Module {
 public:
  struct Options {
    Nonlinearity nonlinearity = Nonlinearity::tanh;
  };
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };

  RNNCell(Index inputs, Index hidden, Options options);
  RNNCell(Index inputs, Index hidden) : RNNCell(inputs, hidden, Options{}) {}

  Index inputs() const { return W_xh.dim(0); }
  Index outputs() const { return W_xh.dim(1); }

  State start(Index batch) const;  // h_0 = 0
  State step(const Tensor& x, const State& state) const { return advance(project(x), state); }

  // The part without h, for one step or for all of a sequence at once; and the rest of the step.
  Tensor project(const Tensor& xs) const;
  State advance(const Tensor& projected, const State& state) const;

  const Tensor W_xh;  // (inputs, hidden)
  const Tensor W_hh;  // (hidden, hidden)
  const Tensor b;     // (hidden)

 private:
  Options options_;
};

}  // namespace unroll::nn
