#include "nn/unrolled.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"

namespace unroll::nn::detail {

Index batch_of(const Tensor& xs) {
  if (xs.rank() < 3)
    throw ShapeError(
        fmt::format("unrolled: a sequence is (T, batch, features), not {}{}; reshape a single one to "
                    "(T, 1, features)",
                    to_string(xs.shape()), here()));
  if (xs.dim(0) == 0)
    throw ShapeError(
        fmt::format("unrolled: the sequence {} has no steps; it needs at least one{}", to_string(xs.shape()), here()));
  return xs.dim(1);
}

Index batch_of(const std::vector<Tensor>& xs) {
  if (xs.empty()) throw ShapeError(fmt::format("unrolled: the sequence has no steps; it needs at least one{}", here()));
  if (xs[0].rank() < 2)
    throw ShapeError(
        fmt::format("unrolled: each step's input is (batch, features), not {}{}; reshape a single one to "
                    "(1, features)",
                    to_string(xs[0].shape()), here()));
  return xs[0].dim(0);
}

}  // namespace unroll::nn::detail
