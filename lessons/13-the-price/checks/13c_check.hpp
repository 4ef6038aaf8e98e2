// 13c: step by step against one pass over the whole sequence with a causal mask; what step t costs; the gradients of
// both; how often a step's graph uses W_k.
#pragma once

#include "graphs/cost.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "nn/attention.hpp"

struct Weights13c {
  Tensor q, k, v;
};
enum class Slip13c { none, unscaled, not_itself };
inline Tensor whole_pass(const Tensor& xs, const Weights13c& W, Slip13c slip = Slip13c::none) {
  const Tensor q = matmul(xs, W.q), k = matmul(xs, W.k), v = matmul(xs, W.v), mask = nn::causal_mask(xs.dim(0));
  if (slip == Slip13c::unscaled) return nn::attend(matmul(q, T(k)), v, {.allowed = mask}).output;
  const Tensor past = mask - Tensor(Array::eye(xs.dim(0)));
  return nn::attention(q, k, v, {.allowed = slip == Slip13c::not_itself ? past : mask}).output;
}

template <class Next>
void check_13c(Next next) {
  seed(13);
  const auto draw = [](const Shape& shape) { return variable(random_numbers().normal(shape)); };
  const Index d = 4, steps = 9;
  const Weights13c W{draw({d, d}), draw({d, d}), draw({d, d})};
  const Tensor xs = draw({steps, d});
  const auto row = [&](Index t) { return slice(xs, 0, t, t + 1); };

  Tensor keys, values;
  std::vector<Tensor> ys;
  const Tensor wanted = whole_pass(xs, W);
  const std::map<Slip13c, Tensor> slips{{Slip13c::unscaled, whole_pass(xs, W, Slip13c::unscaled)},
                                        {Slip13c::not_itself, whole_pass(xs, W, Slip13c::not_itself)}};
  for (Index t = 0; t < steps; ++t) {
    const std::string at = "step " + std::to_string(t + 1);
    ys.push_back(next(row(t), W.q, W.k, W.v, keys, values));
    demand(Stage::value, ys.back() && ys.back().shape() == Shape{1, d},
           at + " returns " + (ys.back() ? "the shape " + to_string(ys.back().shape()) : "an empty tensor") +
               "; it should be a row, (1, " + std::to_string(d) + ")");
    demand(Stage::value, keys && keys.shape() == Shape{t + 1, d} && values && values.shape() == Shape{t + 1, d},
           "after " + at + " the keys are " + (keys ? to_string(keys.shape()) : "empty") + " and the values " +
               (values ? to_string(values.shape()) : "empty") + "; there is a row for each step so far");
    const auto is = [&](Slip13c slip) { return t > 0 && close(ys.back().value()[0], slips.at(slip).value()[t]); };
    demand(Stage::value, !is(Slip13c::unscaled),
           "y of " + at + " is what scores give that are not divided by √d, here 2");
    demand(Stage::value, !is(Slip13c::not_itself),
           "your " + at + " reads the steps before it and not itself; its own key and value are there, too");
    demand(Stage::value, close(ys.back().value()[0], wanted.value()[t]),
           "y of " + at + " is " + to_string(ys.back().value()[0]) + "; a pass over the whole sequence gives " +
               to_string(wanted.value()[t]) +
               (t == 0 ? ", which is v_1: at step 1 there is nothing else to read" : ""));
  }

  // What step t computes by itself, with what earlier steps have kept given as plain numbers.
  const auto work = [&](Index t) {
    Tensor kept_keys, kept_values;
    for (Index i = 0; i + 1 < t; ++i) {
      next(row(i), W.q, W.k, W.v, kept_keys, kept_values);
      kept_keys = variable(kept_keys.value()), kept_values = variable(kept_values.value());
    }
    return double(graphs::flops(graphs::Snapshot(next(row(t - 1), W.q, W.k, W.v, kept_keys, kept_values))).forward);
  };
  const double more = work(9) - work(8);
  demand(Stage::behaviour, std::abs(more - (work(5) - work(4))) < 1,
         "the price of a step should grow by the same for each step before it: step 5 costs " +
             lessons::short_text(work(5) - work(4)) + " more than step 4, and step 9 " + lessons::short_text(more) +
             " more than step 8");
  demand(Stage::behaviour, more <= double(4 * d + 8),
         "each step before it makes a step dearer by " + lessons::short_text(more) +
             " operations on numbers; to read one more key and value takes 4 d + 6 = " + std::to_string(4 * d + 6) +
             ": do you make keys and values of the past anew in each step?");

  const Tensor error(random_numbers().normal({steps, d}));
  const std::vector<Tensor> leaves{xs, W.q, W.k, W.v};
  const std::vector<std::string> names{"x", "W_q", "W_k", "W_v"};
  const auto mine = grad(sum(concat(ys, 0) * error), leaves), theirs = grad(sum(wanted * error), leaves);
  for (std::size_t i = 0; i < leaves.size(); ++i)
    demand(Stage::gradient, close(mine[i].value(), theirs[i].value()),
           "the values are right, but the gradient of " + names[i] +
               " is not that of the whole pass: is what you keep cut off from the graph, by detach() or value()?");

  const graphs::Snapshot graph(ys.back());
  const int uses = graph.uses(W.k);
  demand(Stage::drawing, uses == int(steps),
         "the graph of y_9 uses W_k " + std::to_string(uses) + " times; it is once for each step, 9");
}
