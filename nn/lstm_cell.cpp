#include "nn/lstm_cell.hpp"

#include "autograd/ops.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

namespace {

Array initial_b(Index hidden, const LSTMCell::Options& options) {
  Array b = init::uniform({4 * hidden}, hidden);
  for (Index i = hidden; options.forget_bias && i < 2 * hidden; ++i) b.write()[i] = *options.forget_bias;
  return b;
}

}  // namespace

LSTMCell::LSTMCell(Index inputs, Index hidden, Options options)
    : W_xh(parameter("W_xh", init::uniform({inputs, 4 * hidden}, hidden))),
      W_hh(
          parameter("W_hh", init::uniform({options.projection > 0 ? options.projection : hidden, 4 * hidden}, hidden))),
      b(parameter("b", initial_b(hidden, options))),
      W_hr(options.projection > 0 ? parameter("W_hr", init::uniform({hidden, options.projection}, hidden)) : Tensor()),
      options_(options) {}

LSTMCell::State LSTMCell::start(Index batch) const {
  return {Tensor(Array::zeros({batch, outputs()})), Tensor(Array::zeros({batch, hidden()}))};
}

Tensor LSTMCell::project(const Tensor& xs) const { return linear(xs, W_xh, b); }

LSTMCell::Gates LSTMCell::gates_of(const Tensor& projected, const State& state) const {
  const std::vector<Tensor> a = split(projected + matmul(state.h, W_hh), -1, 4);
  return {sigmoid(a[0]).called("i"), sigmoid(a[1]).called("f"), tanh(a[2]).called("g"), sigmoid(a[3]).called("o")};
}

LSTMCell::State LSTMCell::advance(const Tensor& projected, const State& state) const {
  const auto [i, f, g, o] = gates_of(projected, state);
  const Tensor c = f * state.c + i * g;
  const Tensor h = o * (options_.output == OutputActivation::tanh ? tanh(c) : c);
  return {W_hr ? matmul(h, W_hr) : h, c};
}

}  // namespace unroll::nn
