#include "nn/zoo/ugrnn_cell.hpp"

#include "autograd/ops.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

namespace {

Array initial_b(Index hidden, const UGRNNCell::Options& options) {
  Array b = init::uniform({2 * hidden}, hidden);
  for (Index i = hidden; options.gate_bias && i < 2 * hidden; ++i) b.write()[i] = *options.gate_bias;
  return b;
}

}  // namespace

UGRNNCell::UGRNNCell(Index inputs, Index hidden, Options options)
    : W_xh(parameter("W_xh", init::uniform({inputs, 2 * hidden}, hidden))),
      W_hh(parameter("W_hh", init::uniform({hidden, 2 * hidden}, hidden))),
      b(parameter("b", initial_b(hidden, options))) {}

UGRNNCell::State UGRNNCell::start(Index batch) const { return {Tensor(Array::zeros({batch, outputs()}))}; }

Tensor UGRNNCell::project(const Tensor& xs) const { return linear(xs, W_xh, b); }

UGRNNCell::State UGRNNCell::advance(const Tensor& projected, const State& state) const {
  const std::vector<Tensor> a = split(projected + matmul(state.h, W_hh), -1, 2);
  const Tensor c = tanh(a[0]).called("c"), g = sigmoid(a[1]).called("g");
  return {g * state.h + (1 - g) * c};
}

}  // namespace unroll::nn
