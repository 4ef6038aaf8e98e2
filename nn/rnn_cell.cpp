#include "nn/rnn_cell.hpp"

#include "autograd/ops.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

RNNCell::RNNCell(Index inputs, Index hidden, Options options)
    : W_xh(parameter("W_xh", init::uniform({inputs, hidden}, hidden))),
      W_hh(parameter("W_hh", init::uniform({hidden, hidden}, hidden))),
      b(parameter("b", init::uniform({hidden}, hidden))),
      options_(options) {}

RNNCell::State RNNCell::start(Index batch) const { return {Tensor(Array::zeros({batch, outputs()}))}; }

Tensor RNNCell::project(const Tensor& xs) const { return linear(xs, W_xh, b); }

RNNCell::State RNNCell::advance(const Tensor& projected, const State& state) const {
  const Tensor a = projected + matmul(state.h, W_hh);
  return {options_.nonlinearity == Nonlinearity::tanh ? tanh(a) : relu(a)};
}

}  // namespace unroll::nn
