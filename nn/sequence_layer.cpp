#include "nn/sequence_layer.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"
#include "nn/dropout.hpp"

namespace unroll::nn {

SequenceLayer::SequenceLayer(Index inputs, const LayerOptions& options) : inputs_(inputs), options_(options) {
  if (options.layers < 1 || inputs < 1)
    throw Error(fmt::format("SequenceLayer: {} layers that read {} features; there must be at least 1 of each",
                            options.layers, inputs));
  if (!(options.dropout >= 0 && options.dropout < 1))
    throw Error(fmt::format("SequenceLayer: dropout {}; it must be from 0 up to below 1", options.dropout));
}

Index SequenceLayer::batch_of(const Tensor& xs) const {
  if (xs.rank() != 3 || xs.dim(2) != inputs_)
    throw ShapeError(
        fmt::format("SequenceLayer: xs {} where ({}, {}) is read{}; reshape or embed it, or build the "
                    "layer with as many inputs as xs has features",
                    to_string(xs.shape()), options_.batch_first ? "batch, T" : "T, batch", inputs_, here()));
  return xs.dim(options_.batch_first ? 0 : 1);
}

Tensor SequenceLayer::time_major(const Tensor& xs) const {
  batch_of(xs);
  return options_.batch_first ? transpose(xs, 0, 1) : xs;
}

Tensor SequenceLayer::into(Index layer, const Tensor& xs) const {
  return layer > 0 && training() ? dropout(xs, options_.dropout) : xs;
}

void SequenceLayer::check_states(std::size_t count) const {
  if (count != static_cast<std::size_t>(layers()))
    throw Error(
        fmt::format("SequenceLayer: {} states for {} layers; pass what start() or run() returned", count, layers()));
}

}  // namespace unroll::nn
