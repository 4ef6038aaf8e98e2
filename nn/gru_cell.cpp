#include "nn/gru_cell.hpp"

#include "autograd/ops.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

GRUCell::GRUCell(Index inputs, Index hidden, Options options)
    : W_xh(parameter("W_xh", init::uniform({inputs, 3 * hidden}, hidden))),
      W_hh(parameter("W_hh", init::uniform({hidden, 3 * hidden}, hidden))),
      b(parameter("b", init::uniform({3 * hidden}, hidden))),
      b_hn(options.reset == Reset::after_product ? parameter("b_hn", init::uniform({hidden}, hidden)) : Tensor()) {}

GRUCell::State GRUCell::start(Index batch) const { return {Tensor(Array::zeros({batch, outputs()}))}; }

Tensor GRUCell::project(const Tensor& xs) const { return linear(xs, W_xh, b); }

GRUCell::Gates GRUCell::gates_of(const Tensor& projected, const State& state) const {
  const Index hidden = outputs();
  const std::vector<Tensor> x = split(projected, -1, 3);
  if (b_hn) {
    const std::vector<Tensor> h = split(matmul(state.h, W_hh), -1, 3);
    const Tensor r = sigmoid(x[0] + h[0]).called("r");
    return {r, sigmoid(x[1] + h[1]).called("z"), tanh(x[2] + r * (h[2] + b_hn)).called("n")};
  }
  const std::vector<Tensor> h = split(matmul(state.h, slice(W_hh, 1, 0, 2 * hidden)), -1, 2);
  const Tensor r = sigmoid(x[0] + h[0]).called("r");
  const Tensor W_hn = slice(W_hh, 1, 2 * hidden, 3 * hidden);
  return {r, sigmoid(x[1] + h[1]).called("z"), tanh(x[2] + matmul(r * state.h, W_hn)).called("n")};
}

GRUCell::State GRUCell::advance(const Tensor& projected, const State& state) const {
  const auto [r, z, n] = gates_of(projected, state);
  return {(1 - z) * n + z * state.h};
}

}  // namespace unroll::nn
