#include "nn/zoo/mingru_cell.hpp"

#include "autograd/ops.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

namespace {

Array initial_b(Index inputs, Index hidden, const MinGRUCell::Options& options) {
  Array b = init::uniform({2 * hidden}, inputs);
  for (Index i = 0; options.gate_bias && i < hidden; ++i) b.write()[i] = *options.gate_bias;
  return b;
}

}  // namespace

MinGRUCell::MinGRUCell(Index inputs, Index hidden, Options options)
    : W_xh(parameter("W_xh", init::uniform({inputs, 2 * hidden}, inputs))),
      b(parameter("b", initial_b(inputs, hidden, options))) {}

MinGRUCell::State MinGRUCell::start(Index batch) const { return {Tensor(Array::zeros({batch, outputs()}))}; }

Tensor MinGRUCell::project(const Tensor& xs) const { return linear(xs, W_xh, b); }

MinGRUCell::State MinGRUCell::advance(const Tensor& projected, const State& state) const {
  const std::vector<Tensor> a = split(projected, -1, 2);
  const Tensor z = sigmoid(a[0]).called("z");
  return {(1 - z) * state.h + z * a[1]};
}

}  // namespace unroll::nn
