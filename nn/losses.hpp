// What training makes small. Each loss is composed of ops, so that a drawing shows what it is; its result is
// marked as the loss and named "L".
#pragma once

#include <optional>

#include "autograd/ops.hpp"

namespace unroll::nn {

// The mean over all terms, their sum, or the terms themselves.
enum class Reduction { mean, sum, none };

struct CrossEntropyOptions {
  std::optional<Index> ignore_index = {};  // targets of this value (padding) do not count
  Reduction reduction = Reduction::mean;
};

// −log softmax(logits)[target], by natural logarithms: logits (…, classes) and targets (…), the ids of classes.
// The mean is over the targets that count; if none does there is no mean, and an Error. Throws a ShapeError if
// the shapes differ, an IndexError for a target that is not a class.
Tensor cross_entropy(const Tensor& logits, const Indices& targets, const CrossEntropyOptions& options = {});

// (prediction − target)², of equal shapes; otherwise a ShapeError, for broadcasting would be a silent mistake.
Tensor squared_error(const Tensor& prediction, const Tensor& target, Reduction reduction = Reduction::mean);

}  // namespace unroll::nn
