// A state that unrolled() cannot start from: of another cell, of another batch.
#include <fmt/format.h>

#include "autograd/error.hpp"
#include "nn/unrolled.hpp"

namespace unroll::nn::detail {

void check_start(std::span<const Tensor* const> fields, std::span<const char* const> names, Index batch, Index width) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Shape shape = *fields[i] ? fields[i]->shape() : Shape{0};
    if (shape.rank() > 1 && shape[0] == batch && (i > 0 || shape[shape.rank() - 1] == width)) continue;
    throw ShapeError(fmt::format(
        "unrolled: {} of the state to start from is {}, and not ({}, {}){}; take one from start({}), or what the same "
        "cell ended with",
        names[i], *fields[i] ? to_string(shape) : "empty", batch, i > 0 ? "…" : std::to_string(width), here(), batch));
  }
}

}  // namespace unroll::nn::detail
