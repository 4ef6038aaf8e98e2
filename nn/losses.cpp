#include "nn/losses.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "autograd/error.hpp"

namespace unroll::nn {

namespace {

Tensor as_loss(const Tensor& terms, Reduction reduction) {
  const Tensor L = reduction == Reduction::mean ? mean(terms) : reduction == Reduction::sum ? sum(terms) : terms;
  return L.mark(Role::loss).named("L");
}

// Where entry `flat` of an array stands: (2, 1).
std::string position(const Shape& shape, Index flat) {
  std::vector<Index> at;
  for (int axis = 0; axis < shape.rank(); ++axis) at.push_back(flat / shape.inner(axis) % shape[axis]);
  return fmt::format("({})", fmt::join(at, ", "));
}

}  // namespace

Tensor cross_entropy(const Tensor& logits, const Indices& targets, const CrossEntropyOptions& options) {
  const int rank = logits.rank();
  if (rank == 0 || !(logits.shape().erased(rank - 1) == targets.shape()))
    throw ShapeError(
        fmt::format("cross_entropy: logits {} and targets {}; logits have one axis more, the classes, which "
                    "is the last, and are otherwise of the targets' shape{}",
                    to_string(logits.shape()), to_string(targets.shape()), here()));
  const Index classes = logits.dim(-1);

  // A target that is ignored looks up class 0, and its term is then replaced by 0.
  std::vector<Index> ids(targets.values().begin(), targets.values().end());
  Array counts = Array::ones(targets.shape());
  Index counted = targets.size();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] == options.ignore_index) {
      ids[i] = 0;
      counts.write()[i] = 0;
      --counted;
    } else if (ids[i] < 0 || ids[i] >= classes) {
      throw IndexError(fmt::format(
          "cross_entropy: target {} at {}: logits {} have the classes 0 to {}{}; give padding a "
          "value of its own and pass it as ignore_index",
          ids[i], position(targets.shape(), static_cast<Index>(i)), to_string(logits.shape()), classes - 1, here()));
    }
  }
  if (counted == 0 && options.reduction == Reduction::mean)
    throw Error(
        fmt::format("cross_entropy: none of the {} targets counts, so that they have no mean{}; leave such "
                    "batches out, or use Reduction::sum",
                    targets.size(), here()));

  const Indices chosen(targets.shape().inserted(rank - 1, 1), std::move(ids));
  Tensor terms = -reshape(gather(log_softmax(logits, -1), -1, chosen), targets.shape());
  if (counted == targets.size()) return as_loss(terms, options.reduction);

  terms = where(Tensor(counts), terms, Real(0));
  if (options.reduction != Reduction::mean) return as_loss(terms, options.reduction);
  return as_loss(sum(terms) / static_cast<Real>(counted), Reduction::none);
}

Tensor squared_error(const Tensor& prediction, const Tensor& target, Reduction reduction) {
  if (!(prediction.shape() == target.shape()))
    throw ShapeError(
        fmt::format("squared_error: the prediction {} and the target {} differ in shape{}; reshape one of "
                    "them, so that each number meets its own",
                    to_string(prediction.shape()), to_string(target.shape()), here()));
  return as_loss(square(prediction - target), reduction);
}

}  // namespace unroll::nn
