// 16c: the reads against plain loops, what the future can do, the gradient, and how deep the graph is.
#pragma once

#include "lessons/support/compare.hpp"

enum class Slip16c { none, unscaled, swapped, own };
inline Array reads_in_loops(const Array& hs, const Array& W_q, const Array& W_k, const Indices& followed, Index symbols,
                            Slip16c slip = Slip16c::none) {
  const Index steps = hs.dim(0), d = W_q.dim(1);
  const Array q = matmul(Tensor(hs), Tensor(W_q)).value(), k = matmul(Tensor(hs), Tensor(W_k)).value();
  Array reads = Array::zeros({steps, symbols});
  for (Index t = 0; t < steps; ++t) {
    std::vector<double> weights;
    double total = 0;
    for (Index s = 0; s < (slip == Slip16c::own ? t + 1 : t); ++s) {
      double score = 0;
      for (Index c = 0; c < d; ++c)
        score += slip == Slip16c::swapped ? double(k.at({t, c})) * double(q.at({s, c}))
                                          : double(q.at({t, c})) * double(k.at({s, c}));
      weights.push_back(std::exp(slip == Slip16c::unscaled ? score : score / std::sqrt(double(d))));
      total += weights.back();
    }
    for (std::size_t s = 0; s < weights.size(); ++s) {
      const Index y = followed[Index(s)];
      reads.set({t, y}, reads.at({t, y}) + Real(weights[s] / total));
    }
  }
  return reads;
}

template <class Recall>
void check_16c(Recall recall) {
  seed(11);
  const Array hs = random_numbers().normal({6, 4}), W_q = random_numbers().normal({4, 3}),
              W_k = random_numbers().normal({4, 3});
  const Indices followed{2, 0, 1, 2, 2, 0};
  const Tensor reads = recall(Tensor(hs), Tensor(W_q), Tensor(W_k), followed, Index(3));
  demand(Stage::value, reads && reads.shape() == Shape{6, 3},
         std::string("for six states and three symbols you return ") +
             (reads ? "a tensor of shape " + to_string(reads.shape()) : "an empty tensor") +
             "; it should be of shape (6, 3)");
  const Array got = reads.value();
  const auto is = [&](Slip16c slip) {  // from the second row on
    const Array other = reads_in_loops(hs, W_q, W_k, followed, 3, slip);
    return close(slice(Tensor(got), 0, 1, 6).value(), slice(Tensor(other), 0, 1, 6).value());
  };
  demand(Stage::value, !is(Slip16c::own),
         "your states read themselves, too: state t must not see what followed it, which is the answer; allowed are s "
         "< t");
  demand(Stage::value, !is(Slip16c::unscaled), "your scores lack the division by √d");
  demand(Stage::value, !is(Slip16c::swapped),
         "queries and keys are swapped: state t asks with W_q, state s answers with W_k");
  const Array wanted = reads_in_loops(hs, W_q, W_k, followed, 3);
  demand(Stage::value, is(Slip16c::none),
         "the third row is " + to_string(got[2]) + "; it should be " + to_string(wanted[2]) +
             ", by the softmax over s < t of (h_t W_q) · (h_s W_k) / √d");
  demand(
      Stage::value, !std::isnan(double(got.at({0, 0}))),
      "the first row is NaN: a softmax over −∞ alone is 0 / 0; take the smallest number for −∞, and put to 0 what is "
      "forbidden");
  demand(Stage::value, largest(got[0]) == 0,
         "the first row is " + to_string(got[0]) + "; it has nobody to ask, and should be all 0");

  Array other = hs;
  for (Index c = 0; c < 4; ++c) other.set({5, c}, 9);
  const Array changed = recall(Tensor(other), Tensor(W_q), Tensor(W_k), followed, Index(3)).value();
  for (Index t = 0; t < 5; ++t)
    demand(Stage::behaviour, largest((Tensor(changed[t]) - Tensor(got[t])).value()) == 0,
           "another state at t = 6 changes row " + std::to_string(t + 1) + ", which may not read it");

  const Tensor Hs = variable(hs), Q = variable(W_q), K = variable(W_k);
  const Tensor dr(random_numbers().normal({6, 3}));
  const Tensor weighed = sum(recall(Hs, Q, K, followed, Index(3)) * dr);
  const std::string cut = ": does your memory cut the graph, by detach() or value()?";
  demand(Stage::gradient, weighed.needs_grad(), "no gradient comes back at all" + cut);
  const auto gradients = grad(weighed, std::vector{Hs, Q, K});
  const char* const names[] = {"the states", "W_q", "W_k"};
  for (std::size_t i = 0; i < 3; ++i)
    demand(Stage::gradient, largest(gradients[i].value()) > 0,
           std::string("no gradient comes back to ") + names[i] + cut);
  const auto report = gradcheck([&] { return recall(Hs, Q, K, followed, Index(3)); }, {Hs, Q, K});
  demand(Stage::gradient, report.passed,
         "the gradient of your memory differs from differences of its values: is it made of operations on tensors?");

  const auto operations = [&](Index steps) {
    const Tensor x = variable(random_numbers().normal({steps, 4}));
    return graphs::Snapshot(recall(x, Q, K, random_numbers().below({steps}, 3), Index(3))).count();
  };
  const int few = operations(4), many = operations(12);
  demand(Stage::drawing, few == many,
         "your graph has " + std::to_string(few) + " operations for 4 states and " + std::to_string(many) +
             " for 12; as products of whole matrices there are as many for any length");
}
