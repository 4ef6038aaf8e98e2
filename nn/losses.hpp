// What training makes small. Each loss is composed of ops, so that a drawing shows what it is; its result is
// marked as the loss and named "L". Two tensors have equal shapes, otherwise a ShapeError: broadcasting would be a
// silent mistake.
#pragma once

#include <optional>

#include "autograd/ops.hpp"

namespace unroll::nn {

// The mean over all terms, their sum, or the terms themselves.
enum class Reduction { mean, sum, none };

struct CrossEntropyOptions {
  std::optional<Index> ignore_index = {};  // targets of this value (padding) do not count
  Array class_weights = {};                // (classes), w below, constants; none: all 1
  Real label_smoothing = 0;                // ε below, from 0 to 1 (Szegedy et al. 2016)
  Reduction reduction = Reduction::mean;
};

// Logits (…, classes) and targets (…), the ids of classes. With log p = log_softmax(logits), by natural logarithms,
// a target y has the term
//   (1 − ε) w_y (−log p_y) + ε/classes Σ_k w_k (−log p_k),
// which is −log p_y without options. The mean is the sum of the terms by that of the w_y of targets that count, as
// in PyTorch; if none does there is no mean, and an Error. Throws a ShapeError if shapes do not fit, an IndexError
// for a target that is not a class.
Tensor cross_entropy(const Tensor& logits, const Indices& targets, const CrossEntropyOptions& options = {});

// Negative log-likelihood: the same of logarithms log p that you have already, from log_softmax for example.
Tensor nll(const Tensor& log_p, const Indices& targets, const CrossEntropyOptions& options = {});

// Yes or no, for each number x of logits on its own: −t log σ(x) − (1 − t) log(1 − σ(x)), with the target t from
// 0 to 1. As t softplus(−x) + (1 − t) softplus(x) it is exact for large |x|, too.
Tensor binary_cross_entropy(const Tensor& logits, const Tensor& targets, Reduction reduction = Reduction::mean);

// KL(q ‖ p) = Σ q (log q − log p), of the model's log p and the wanted q, in PyTorch's order. Where q is 0, it adds
// nothing to the value nor to any gradient (0 log 0 = 0; PyTorch's gradient of q is NaN there). As always here the
// mean is over all terms; the mean over rows, which is the divergence of distributions, is the sum by their number.
Tensor kl_divergence(const Tensor& log_p, const Tensor& q, Reduction reduction = Reduction::mean);

// (prediction − target)².
Tensor squared_error(const Tensor& prediction, const Tensor& target, Reduction reduction = Reduction::mean);

}  // namespace unroll::nn
