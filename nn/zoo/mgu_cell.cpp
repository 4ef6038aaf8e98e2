#include "nn/zoo/mgu_cell.hpp"

#include "autograd/ops.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

MGUCell::MGUCell(Index inputs, Index hidden, Options)
    : W_xh(parameter("W_xh", init::uniform({inputs, 2 * hidden}, hidden))),
      W_hh(parameter("W_hh", init::uniform({hidden, 2 * hidden}, hidden))),
      b(parameter("b", init::uniform({2 * hidden}, hidden))) {}

MGUCell::State MGUCell::start(Index batch) const { return {Tensor(Array::zeros({batch, outputs()}))}; }

Tensor MGUCell::project(const Tensor& xs) const { return linear(xs, W_xh, b); }

MGUCell::State MGUCell::advance(const Tensor& projected, const State& state) const {
  const std::vector<Tensor> x = split(projected, -1, 2), W = split(W_hh, -1, 2);
  const Tensor f = sigmoid(x[0] + matmul(state.h, W[0])).called("f");
  const Tensor n = tanh(x[1] + matmul(f * state.h, W[1])).called("n");
  return {(1 - f) * state.h + f * n};
}

}  // namespace unroll::nn
