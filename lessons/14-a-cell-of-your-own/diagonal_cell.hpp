// A cell of our own: each unit keeps a share λ of what it has and adds what it reads. No gate, no tanh, and no unit
// listens to another.
//
//   h_t = λ ⊙ h_{t−1} + √(1 − λ²) ⊙ (x_t V),   λ = σ(p)
//
// The root keeps the size of h the same whatever λ is. λ is first drawn uniformly from 0.9 … 0.99.
#pragma once

#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/cell.hpp"
#include "nn/init.hpp"

class DiagonalCell : public unroll::nn::Module {
 public:
  using Tensor = unroll::Tensor;
  using Index = unroll::Index;
  struct Options {
    double slowest = 0.99;  // λ starts between 0.9 and this
  };
  struct State {
    Tensor h;
    static constexpr std::array names{"h"};
  };

  DiagonalCell(Index inputs, Index hidden, Options options)
      : V(parameter("V", unroll::nn::init::kaiming_normal(inputs, hidden, 1))),
        p(parameter("p", start_of_p(hidden, options.slowest))) {}
  DiagonalCell(Index inputs, Index hidden) : DiagonalCell(inputs, hidden, Options{}) {}

  Index inputs() const { return V.dim(0); }
  Index outputs() const { return V.dim(1); }

  State start(Index batch) const { return {Tensor(unroll::Array::zeros({batch, outputs()}))}; }
  State step(const Tensor& x, const State& state) const {
    const Tensor lambda = sigmoid(p);
    return {lambda * state.h + sqrt(1 - square(lambda)) * matmul(x, V)};
  }

  const Tensor V;  // (inputs, hidden)
  const Tensor p;  // (hidden)

 private:
  static unroll::Array start_of_p(Index hidden, double slowest) {
    const Tensor lambda(unroll::random_numbers().uniform({hidden}, 0.9, slowest));
    return log(lambda / (1 - lambda)).value();
  }
};
