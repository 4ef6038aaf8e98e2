#include "nn/zoo/cornn_cell.hpp"

#include "autograd/ops.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

CoRNNCell::CoRNNCell(Index inputs, Index hidden, Options options)
    : V(parameter("V", init::uniform({inputs, hidden}, inputs + 2 * hidden))),
      W_h(parameter("W_h", init::uniform({hidden, hidden}, inputs + 2 * hidden))),
      W_z(parameter("W_z", init::uniform({hidden, hidden}, inputs + 2 * hidden))),
      b(parameter("b", init::uniform({hidden}, inputs + 2 * hidden))),
      options_(options) {}

CoRNNCell::State CoRNNCell::start(Index batch) const {
  return {Tensor(Array::zeros({batch, outputs()})), Tensor(Array::zeros({batch, outputs()}))};
}

Tensor CoRNNCell::project(const Tensor& xs) const { return linear(xs, V, b); }

CoRNNCell::State CoRNNCell::advance(const Tensor& projected, const State& state) const {
  const Tensor push = tanh(projected + matmul(state.h, W_h) + matmul(state.z, W_z));
  const Tensor z = state.z + options_.dt * (push - options_.gamma * state.h - options_.epsilon * state.z);
  return {state.h + options_.dt * z, z};
}

}  // namespace unroll::nn
