#include "nn/unrolled.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"

namespace unroll::nn::detail {

Index batch_of(const Tensor& xs) {
  if (xs.rank() < 3)
    throw ShapeError(
        fmt::format("unrolled: a sequence is (T, batch, features), not {}{}; reshape a single one to (T, 1, features)",
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
        fmt::format("unrolled: each step's input is (batch, features), not {}{}; reshape a single one to (1, features)",
                    to_string(xs[0].shape()), here()));
  return xs[0].dim(0);
}

Array within(const Indices& lengths, Index steps, Index batch) {
  if (lengths.size() == 0) return {};
  if (!(lengths.shape() == Shape{batch}))
    throw ShapeError(fmt::format("unrolled: lengths {} for a batch of {}; give each sequence of xs (T, batch, …) one{}",
                                 to_string(lengths.shape()), batch, here()));
  Array result = Array::uninitialized({steps, batch, 1});
  bool all_alike = true;
  for (Index i = 0; i < batch; ++i) {
    if (lengths[i] < 0 || lengths[i] > steps)
      throw IndexError(fmt::format("unrolled: sequence {} has length {}, and xs has {} steps; lengths go from 0 to T{}",
                                   i, lengths[i], steps, here()));
    for (Index t = 0; t < steps; ++t) result.write()[t * batch + i] = t < lengths[i] ? 1 : 0;
    all_alike = all_alike && lengths[i] == steps;
  }
  return all_alike ? Array() : result;
}

Tensor beside(const Array& within, const Tensor& x) {
  Shape shape = within.shape();
  while (shape.rank() < x.rank()) shape = shape.inserted(shape.rank(), 1);
  return Tensor(Array(shape, within.storage()));
}

std::vector<Tensor> read(const std::vector<Tensor>& xs, const Array& within) {
  std::vector<Tensor> result;
  for (std::size_t i = 0; i < xs.size(); ++i) result.push_back(read(xs[i], within[static_cast<Index>(i)]));
  return result;
}

}  // namespace unroll::nn::detail
