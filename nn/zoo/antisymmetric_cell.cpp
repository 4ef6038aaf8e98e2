#include "nn/zoo/antisymmetric_cell.hpp"

#include "autograd/ops.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

AntisymmetricCell::AntisymmetricCell(Index inputs, Index hidden, Options options)
    : V(parameter("V", init::kaiming_normal(inputs, options.gated ? 2 * hidden : hidden, 1))),
      W(parameter("W", init::kaiming_normal(hidden, hidden, 1))),
      b(parameter("b", Array::zeros({options.gated ? 2 * hidden : hidden}))),
      options_(options) {}

AntisymmetricCell::State AntisymmetricCell::start(Index batch) const {
  return {Tensor(Array::zeros({batch, outputs()}))};
}

Tensor AntisymmetricCell::project(const Tensor& xs) const { return linear(xs, V, b); }

AntisymmetricCell::State AntisymmetricCell::advance(const Tensor& projected, const State& state) const {
  const Tensor recurrent = matmul(state.h, W - T(W)) - options_.gamma * state.h;
  if (!options_.gated) return {state.h + options_.epsilon * tanh(projected + recurrent)};
  const std::vector<Tensor> x = split(projected, -1, 2);
  return {state.h + options_.epsilon * sigmoid(x[1] + recurrent) * tanh(x[0] + recurrent)};
}

}  // namespace unroll::nn
