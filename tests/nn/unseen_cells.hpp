// Cells that the library has never seen. One keeps beside h a slow trace s of it, each unit at its own pace λ:
//
//   h_t = tanh(x_t W + h_{t−1} U + s_{t−1} V + b)
//   s_t = λ ⊙ s_{t−1} + (1 − λ) ⊙ h_t,   λ = σ(pace)
//
// The other has a matrix for each sequence in its state, (batch, hidden, hidden): fast weights (Ba et al. 2016), here
// without the inner loop.
//
//   h_t = tanh(x_t W + h_{t−1} U + h_{t−1} A_{t−1})
//   A_t = 0.9 A_{t−1} + 0.5 h_tᵀ h_t
#pragma once

#include "autograd/ops.hpp"
#include "nn/cell.hpp"
#include "nn/init.hpp"

namespace cell_table {

class SlowTraceCell : public unroll::nn::Module {
  using Tensor = unroll::Tensor;
  using Index = unroll::Index;

 public:
  struct Options {};
  struct State {
    Tensor h, s;
    static constexpr std::array names{"h", "s"};
  };
  SlowTraceCell(Index inputs, Index hidden, Options)
      : W(parameter("W", unroll::nn::init::uniform({inputs, hidden}, hidden))),
        U(parameter("U", unroll::nn::init::uniform({hidden, hidden}, hidden))),
        V(parameter("V", unroll::nn::init::uniform({hidden, hidden}, hidden))),
        b(parameter("b", unroll::nn::init::uniform({hidden}, hidden))),
        pace(parameter("pace", unroll::nn::init::uniform({hidden}, 1))) {}
  Index inputs() const { return W.dim(0); }
  Index outputs() const { return W.dim(1); }
  State start(Index batch) const {
    return {Tensor(unroll::Array::zeros({batch, outputs()})), Tensor(unroll::Array::ones({batch, outputs()}))};
  }
  State step(const Tensor& x, const State& state) const {
    const Tensor h = tanh(matmul(x, W) + matmul(state.h, U) + matmul(state.s, V) + b), lambda = sigmoid(pace);
    return {h, lambda * state.s + (1 - lambda) * h};
  }

 private:
  const Tensor W, U, V, b, pace;
};

class FastWeightsCell : public unroll::nn::Module {
  using Tensor = unroll::Tensor;
  using Index = unroll::Index;

 public:
  struct Options {};
  struct State {
    Tensor h, A;
    static constexpr std::array names{"h", "A"};
  };
  FastWeightsCell(Index inputs, Index hidden, Options)
      : W(parameter("W", unroll::nn::init::uniform({inputs, hidden}, hidden))),
        U(parameter("U", unroll::nn::init::uniform({hidden, hidden}, hidden))) {}
  Index inputs() const { return W.dim(0); }
  Index outputs() const { return W.dim(1); }
  State start(Index batch) const {
    return {Tensor(unroll::Array::zeros({batch, outputs()})),
            Tensor(unroll::Array::zeros({batch, outputs(), outputs()}))};
  }
  Tensor project(const Tensor& xs) const { return matmul(xs, W); }
  State step(const Tensor& x, const State& state) const { return advance(project(x), state); }
  State advance(const Tensor& projected, const State& state) const {
    const Index batch = state.h.dim(0);
    const Tensor recalled = reshape(matmul(reshape(state.h, {batch, 1, outputs()}), state.A), {batch, outputs()});
    const Tensor h = tanh(projected + matmul(state.h, U) + recalled);
    const Tensor outer = matmul(reshape(h, {batch, outputs(), 1}), reshape(h, {batch, 1, outputs()}));
    return {h, unroll::Real(0.9) * state.A + unroll::Real(0.5) * outer};
  }

 private:
  const Tensor W, U;
};

}  // namespace cell_table
