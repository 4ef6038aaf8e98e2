// TemplateCell, a cell of one's own.
// Say here what is new about it, and whose idea it is. Until you change it, it is a plain cell that leaks (Jaeger et
// al. 2007, "Optimization and applications of echo state networks with leaky-integrator neurons"):
//
//   n = tanh(x_t W_xh + h_{t−1} W_hh + b)    the new
//   h_t = (1 − a) h_{t−1} + a n              a: how much of it comes in
#pragma once

#include <cmath>

#include "autograd/ops.hpp"
#include "nn/cell.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

class TemplateCell : public Module {
 public:
  struct Options {
    Real a = Real(0.5);
  };
  struct State {  // all that goes from step to step, h first; also name it in `names`
    Tensor h;
    static constexpr std::array names{"h"};
  };

  TemplateCell(Index inputs, Index hidden, Options options)
      : W_xh(parameter("W_xh", init::uniform({inputs, hidden}, hidden))),
        W_hh(parameter("W_hh", init::uniform({hidden, hidden}, hidden))),
        b(parameter("b", init::uniform({hidden}, hidden))),
        options_(options) {}
  TemplateCell(Index inputs, Index hidden) : TemplateCell(inputs, hidden, Options{}) {}

  Index inputs() const { return W_xh.dim(0); }
  Index outputs() const { return W_hh.dim(0); }

  State start(Index batch) const { return {Tensor(Array::zeros({batch, outputs()}))}; }  // h_0 = 0
  State step(const Tensor& x, const State& state) const {
    const Tensor n = tanh(linear(x, W_xh, b) + matmul(state.h, W_hh)).called("n");  // the letter in drawings
    return {(1 - options_.a) * state.h + options_.a * n};
  }

  const Tensor W_xh;  // (inputs, hidden)
  const Tensor W_hh;  // (hidden, hidden)
  const Tensor b;     // (hidden)

 private:
  Options options_;
};

}  // namespace unroll::nn
