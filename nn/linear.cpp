#include "nn/linear.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/init.hpp"

namespace unroll::nn {

Tensor linear(const Tensor& x, const Tensor& W, const Tensor& b) {
  if (x.rank() == 0 || x.dim(-1) != W.dim(0))
    throw ShapeError(
        fmt::format("linear: x {} does not end in the {} features that {} {} takes{}; reshape or transpose "
                    "x, or build the layer with as many inputs as x has features",
                    to_string(x.shape()), W.dim(0), W.name().empty() ? "W" : W.name(), to_string(W.shape()), here()));
  return matmul(x, W) + b;
}

Linear::Linear(Index inputs, Index outputs)
    : W(parameter("W", init::uniform({inputs, outputs}, inputs))),
      b(parameter("b", init::uniform({outputs}, inputs))) {}

}  // namespace unroll::nn
