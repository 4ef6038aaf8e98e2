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

void check_pair(const char* op, const char* first, const Tensor& a, const char* second, const Tensor& b) {
  if (!(a.shape() == b.shape()))
    throw ShapeError(
        fmt::format("{}: the {} {} and the {} {} differ in shape{}; reshape one of them, so that each number "
                    "meets its own",
                    op, first, to_string(a.shape()), second, to_string(b.shape()), here()));
}

// Where entry `flat` of an array stands: (2, 1).
std::string position(const Shape& shape, Index flat) {
  std::vector<Index> at;
  for (int axis = 0; axis < shape.rank(); ++axis) at.push_back(flat / shape.inner(axis) % shape[axis]);
  return fmt::format("({})", fmt::join(at, ", "));
}

// Targets after all checks: which class each looks up, whether it counts (0 or 1), its w_y (1 without weights).
struct Targets {
  std::vector<Index> ids;
  Array counts, weights;
  bool all_count = true;
  double total = 0;  // of the weights of those that count
};

Targets check_targets(const char* op, const char* scores, const Shape& shape, const Indices& targets,
                      const CrossEntropyOptions& options) {
  const int rank = shape.rank();
  if (rank == 0 || !(shape.erased(rank - 1) == targets.shape()))
    throw ShapeError(
        fmt::format("{}: {} {} and targets {}; {} have one axis more, the classes, which is the last, and are "
                    "otherwise of the targets' shape{}",
                    op, scores, to_string(shape), to_string(targets.shape()), scores, here()));
  const Index classes = shape[rank - 1];
  const Array& by_class = options.class_weights;
  if (by_class && !(by_class.shape() == Shape{classes}))
    throw ShapeError(fmt::format("{}: class_weights {} for {} {}; give one weight for each of the {} classes{}", op,
                                 to_string(by_class.shape()), scores, to_string(shape), classes, here()));
  if (!(options.label_smoothing >= 0 && options.label_smoothing <= 1))
    throw Error(fmt::format("{}: label_smoothing {}; it is the part of a target that all classes share, from 0 to 1{}",
                            op, options.label_smoothing, here()));

  const Array ones = Array::ones(targets.shape());
  Targets checked{{targets.values().begin(), targets.values().end()}, ones, ones};
  Real *const counts = checked.counts.write(), *const weights = checked.weights.write();
  for (std::size_t i = 0; i < checked.ids.size(); ++i) {
    Index& id = checked.ids[i];
    if (id == options.ignore_index) {  // looks up class 0; its term is then replaced by 0
      id = 0;
      counts[i] = 0;
      checked.all_count = false;
    } else if (id < 0 || id >= classes) {
      throw IndexError(fmt::format(
          "{}: target {} at {}: {} {} have the classes 0 to {}{}; give padding a value of its own and pass it as "
          "ignore_index",
          op, id, position(targets.shape(), static_cast<Index>(i)), scores, to_string(shape), classes - 1, here()));
    } else {
      if (by_class) weights[i] = by_class.data()[id];
      checked.total += weights[i];
    }
  }
  if (checked.total == 0 && options.reduction == Reduction::mean)
    throw Error(
        fmt::format("{}: none of the {} targets counts, so that they have no mean{}; leave such batches out, or "
                    "use Reduction::sum",
                    op, targets.size(), here()));
  return checked;
}

// w x, and 0 where w is: a class that does not count may be impossible, with log p = −∞.
Tensor weighted(const Tensor& x, const Array& w) { return where(Tensor(w) == 0, Real(0), x) * Tensor(w); }

Tensor likelihood(const Tensor& log_p, const Targets& targets, const CrossEntropyOptions& options) {
  const int axis = log_p.rank() - 1;
  const Shape& shape = targets.counts.shape();
  Tensor terms = -reshape(gather(log_p, axis, Indices(shape.inserted(axis, 1), targets.ids)), shape);
  if (options.class_weights) terms = weighted(terms, targets.weights);
  if (options.label_smoothing > 0) {
    const Tensor each = options.class_weights ? weighted(log_p, options.class_weights) : log_p;
    const Real part = options.label_smoothing;
    terms = (1 - part) * terms - part / static_cast<Real>(log_p.dim(axis)) * sum(each, axis);
  }
  if (!targets.all_count) terms = where(Tensor(targets.counts), terms, Real(0));
  if (options.reduction != Reduction::mean || (targets.all_count && !options.class_weights))
    return as_loss(terms, options.reduction);
  return as_loss(sum(terms) / static_cast<Real>(targets.total), Reduction::none);
}

}  // namespace

Tensor cross_entropy(const Tensor& logits, const Indices& targets, const CrossEntropyOptions& options) {
  const Targets checked = check_targets("cross_entropy", "logits", logits.shape(), targets, options);
  return likelihood(log_softmax(logits, -1), checked, options);
}

Tensor nll(const Tensor& log_p, const Indices& targets, const CrossEntropyOptions& options) {
  return likelihood(log_p, check_targets("nll", "log_p", log_p.shape(), targets, options), options);
}

Tensor binary_cross_entropy(const Tensor& logits, const Tensor& targets, Reduction reduction) {
  check_pair("binary_cross_entropy", "logits", logits, "targets", targets);
  return as_loss(targets * softplus(-logits) + (1 - targets) * softplus(logits), reduction);
}

Tensor kl_divergence(const Tensor& log_p, const Tensor& q, Reduction reduction) {
  check_pair("kl_divergence", "log_p", log_p, "q", q);
  const Tensor zero = q == Real(0);
  const Tensor log_q = log(where(zero, Real(1), q));
  return as_loss(q * (log_q - where(zero, Real(0), log_p)), reduction);
}

Tensor squared_error(const Tensor& prediction, const Tensor& target, Reduction reduction) {
  check_pair("squared_error", "prediction", prediction, "target", target);
  return as_loss(square(prediction - target), reduction);
}

}  // namespace unroll::nn
