// 12b: layers of which it is known whether they know the order; some know it in a way that a single trial overlooks.
#pragma once

#include "lessons/support/compare.hpp"
#include "nn/attention.hpp"

template <class KnowsOrder>
void check_12b(KnowsOrder knows_order) {
  seed(7);
  const Index steps = 6, width = 4;
  const auto draw = [&](const Shape& shape) { return Tensor(random_numbers().normal(shape)); };
  const Tensor W_q = draw({width, width}), W_k = draw({width, width}), W_v = draw({width, width}),
               P = draw({steps, width}), U = draw({width, width}), x = draw({steps, width});
  const auto attention = [&](const Tensor& in, const nn::AttentionMasks& masks = {}) {
    return nn::attention(matmul(in, W_q), matmul(in, W_k), matmul(in, W_v), masks).output;
  };
  const auto beside = [&](const Tensor& in, Index shift) {  // row t + shift, round and round
    std::vector<Index> rows;
    for (Index t = 0; t < steps; ++t) rows.push_back((t + shift + steps) % steps);
    return embedding(in, Indices(rows));
  };
  struct Case {
    Stage stage;
    bool knows;
    const char *what, *why;
    std::function<Tensor(const Tensor&)> layer;
  };
  const std::vector<Case> cases{
      {Stage::value, false, "tanh of each number",
       "its answers move along with the positions: compare with layer(x) in the new order",
       [&](const Tensor& in) { return tanh(in); }},
      {Stage::value, true, "a recurrent network", "each state depends on those before it",
       [&](const Tensor& in) {
         std::vector<Tensor> hs;
         Tensor h(Array::zeros({width}));
         for (Index t = 0; t < steps; ++t) hs.push_back(h = tanh(in[t] + matmul(h, U)));
         return stack(hs);
       }},
      {Stage::behaviour, false, "self-attention",
       "but for rounding: the sums over positions are then formed in another order. Allow for a part in 10⁹",
       [&](const Tensor& in) { return attention(in); }},
      {Stage::behaviour, true, "self-attention with positions added to x", "P stays where it is when x moves",
       [&](const Tensor& in) { return attention(in + P); }},
      {Stage::behaviour, true, "self-attention with a causal mask", "the mask says who came before",
       [&](const Tensor& in) { return attention(in, {.allowed = nn::causal_mask(steps)}); }},
      {Stage::behaviour, true, "a mean of each position and its neighbours on both sides, the last beside the first",
       "it does not change if the sequence is turned round, nor if it is shifted; other orders tell",
       [&](const Tensor& in) { return in + Real(0.5) * (beside(in, 1) + beside(in, -1)); }},
      {Stage::behaviour, true, "a layer that looks at the last two positions alone, and at which is first",
       "few orders leave both where they are, so one trial or two may be enough",
       [&](const Tensor& in) {
         return concat({slice(in, 0, 0, steps - 2), slice(in, 0, steps - 1, steps), slice(in, 0, steps - 2, steps - 1)},
                       0);
       }},
      {Stage::behaviour, false, "the mean of all positions, at each of them", "a mean does not know the order",
       [&](const Tensor& in) { return broadcast_to(mean(in, {0}, true), in.shape()); }},
  };
  for (const Case& c : cases) {
    int yes = 0;
    for (int trial = 0; trial < 20; ++trial) yes += knows_order(c.layer, x);
    demand(c.stage, c.knows ? yes == 20 : yes == 0,
           std::string("asked 20 times about ") + c.what + ", you say " + std::to_string(yes) +
               " times that it knows the order; it " + (c.knows ? "does: " : "does not: ") + c.why);
  }
}
