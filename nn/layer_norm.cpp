#include "nn/layer_norm.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

namespace unroll::nn {

LayerNorm::LayerNorm(Index width, Real epsilon)
    : g(parameter("g", Array::ones({width}))), b(parameter("b", Array::zeros({width}))), epsilon_(epsilon) {
  if (width < 1) throw Error(fmt::format("LayerNorm: {} features; there must be at least 1", width));
  if (!(epsilon >= 0))
    throw Error(fmt::format("LayerNorm: epsilon {}; it is added to a variance, and must not be negative", epsilon));
}

Tensor LayerNorm::operator()(const Tensor& x) const {
  if (x.rank() == 0 || x.dim(-1) != width())
    throw ShapeError(
        fmt::format("LayerNorm: x {} does not end in the {} features of {}{}; reshape or transpose x, or build "
                    "the layer for as many features as x has",
                    to_string(x.shape()), width(), g.name(), here()));
  const Tensor centred = x - mean(x, -1, true);
  return g * (centred / sqrt(mean(square(centred), -1, true) + epsilon_)) + b;
}

}  // namespace unroll::nn
