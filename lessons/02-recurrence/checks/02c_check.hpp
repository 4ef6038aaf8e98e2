// 2c: a ragged batch against each of its sequences alone.
#pragma once

#include "lessons/support/compare.hpp"

template <class LastStates>
void check_2c(LastStates last_states) {
  seed(2);
  const nn::RNNCell cell(2, 3);
  const Indices lengths{3, 1, 5, 4};
  const Index T = 5, batch = 4;
  const Tensor xs = variable(random_numbers().normal({T, batch, 2}));

  // Each sequence alone, without padding.
  std::vector<Tensor> alone;
  for (Index i = 0; i < batch; ++i)
    alone.push_back(nn::unrolled(cell, slice(slice(xs, 1, i, i + 1), 0, 0, lengths[i])).last().h);
  const Tensor wanted = concat(alone, 0);

  const Tensor h = last_states(cell, xs, lengths);
  demand(Stage::value, h && h.shape() == wanted.shape(),
         "you return " + (h ? "the shape " + to_string(h.shape()) : "an empty tensor") +
             " for 4 sequences and 3 hidden units; it should be (batch, hidden), here (4, 3)");
  const Array& got = h.value();
  demand(Stage::value, !close(got, nn::unrolled(cell, xs).last().h.value()),
         "your states are those of the last step for all sequences: the short ones have read their padding");
  demand(Stage::value, largest(got[0]) > 0 || largest(got[1]) > 0,
         "the states of the sequences that end early are 0: keep the old state, do not multiply it away");
  for (Index i = 0; i < batch; ++i)
    demand(Stage::value, close(got[i], wanted.value()[i]),
           "sequence " + std::to_string(i) + ", of length " + std::to_string(lengths[i]) +
               " in a batch of T = 5, ends in " + to_string(got[i]) + "; alone it ends in " +
               to_string(wanted.value()[i]) + "; step t counts for it if t <= its length");

  // Other numbers in the padding; then none at all.
  Array padded = xs.value();
  for (Index i = 0; i < batch; ++i)
    for (Index t = lengths[i]; t < T; ++t) padded.set({t, i, 0}, 1000);
  demand(Stage::behaviour, close(last_states(cell, Tensor(padded), lengths).value(), wanted.value()),
         "other numbers in the padding change your result; nothing after a sequence's end may enter");
  demand(Stage::behaviour, close(last_states(cell, xs, {5, 5, 5, 5}).value(), nn::unrolled(cell, xs).last().h.value()),
         "with all lengths equal to T your result differs from the plain run");

  demand(Stage::gradient, h.needs_grad(),
         "no gradient can flow from your result: it was put together from numbers; make it with an operation "
         "such as where");
  const Array weights = random_numbers().normal({batch, 3});
  const std::vector<Tensor> leaves{cell.W_xh, cell.W_hh, cell.b, xs};
  const auto gradients = grad(sum(h * Tensor(weights)), leaves);
  const auto right = grad(sum(wanted * Tensor(weights)), leaves);
  const char* names[] = {"W_xh", "W_hh", "b", "the input"};
  for (std::size_t i = 0; i < leaves.size(); ++i)
    demand(Stage::gradient, close(gradients[i].value(), right[i].value()),
           std::string("the gradient for ") + names[i] + " differs from that of the sequences run alone");

  const int uses = graphs::Snapshot(h).uses(cell.W_hh);
  demand(Stage::drawing, uses == T,
         "the graph uses W_hh " + std::to_string(uses) +
             " times for a batch of T = 5 steps: run all sequences at once, "
             "one step for each t");
}
