// 10d: a ragged batch against each of its sequences alone, turned round.
#pragma once

#include "lessons/support/compare.hpp"

template <class FromTheEnd>
void check_10d(FromTheEnd from_the_end) {
  seed(10);
  const nn::RNNCell cell(2, 3);
  const Indices lengths{3, 1, 5, 4};
  const Index T = 5, batch = 4;
  const Tensor xs = variable(random_numbers().normal({T, batch, 2}));

  // Each sequence alone, without padding, and 0 after its end.
  std::vector<Tensor> alone;
  for (Index i = 0; i < batch; ++i) {
    const Tensor own = slice(slice(xs, 1, i, i + 1), 0, 0, lengths[i]);
    const Tensor hs = flip(nn::unrolled(cell, flip(own, {0})).outputs(), {0});
    alone.push_back(pad(hs, 0, 0, T - lengths[i]));
  }
  const Tensor wanted = concat(alone, 1);

  const Tensor hs = from_the_end(cell, xs, lengths);
  demand(Stage::value, hs && hs.shape() == wanted.shape(),
         "you return the shape " + (hs ? to_string(hs.shape()) : "of an empty tensor") +
             " for 5 steps, 4 sequences and 3 hidden units; it should be (5, 4, 3)");
  const Array got = hs.value();
  demand(Stage::value, close(got[T - 1][2], wanted.value()[T - 1][2]),
         "the sequence that is 5 long, as long as the batch, has at t = 5 the state " + to_string(got[T - 1][2]) +
             "; it begins there, so that it should be what the cell makes of x_5 and the start: " +
             to_string(wanted.value()[T - 1][2]));
  for (Index t = 0; t < T; ++t)
    for (Index i = 0; i < batch; ++i)
      if (t >= lengths[i])
        demand(Stage::value, largest(got[t][i]) == 0,
               "at t = " + std::to_string(t + 1) + " sequence " + std::to_string(i) + ", which is " +
                   std::to_string(lengths[i]) + " long, shows " + to_string(got[t][i]) +
                   ": that is padding, where the result is 0");
  demand(Stage::value, !close(got[0][2], wanted.value()[0][2]) || close(got[0][0], wanted.value()[0][0]),
         "the longest sequence is right, the one of length 3 is not: it has read its padding before its own end. It "
         "should be at the start until t = 3");
  for (Index t = 0; t < T; ++t)
    for (Index i = 0; i < batch; ++i)
      demand(Stage::value, close(got[t][i], wanted.value()[t][i]),
             "sequence " + std::to_string(i) + ", of length " + std::to_string(lengths[i]) +
                 ", has at t = " + std::to_string(t + 1) + " the state " + to_string(got[t][i]) +
                 "; read alone, from its own end, it has " + to_string(wanted.value()[t][i]));

  Array padded = xs.value();
  for (const Real number : {Real(1000), std::numeric_limits<Real>::quiet_NaN()}) {
    for (Index i = 0; i < batch; ++i)
      for (Index t = lengths[i]; t < T; ++t) padded.set({t, i, 0}, number);
    demand(Stage::behaviour, close(from_the_end(cell, Tensor(padded), lengths).value(), wanted.value()),
           std::isnan(number) ? "NaN in the padding gets into your result: 0 · NaN is NaN, so select by where and do "
                                "not multiply"
                              : "other numbers in the padding change your result");
  }
  const Tensor whole = flip(nn::unrolled(cell, flip(xs, {0})).outputs(), {0});
  demand(Stage::behaviour, close(from_the_end(cell, xs, {5, 5, 5, 5}).value(), whole.value()),
         "with all lengths equal to T your result differs from the plain run over the reversed sequence");

  const Tensor v(random_numbers().normal(wanted.shape()));
  const std::vector<Tensor> leaves{cell.W_xh, cell.W_hh, cell.b, xs};
  demand(Stage::gradient, hs.needs_grad(),
         "no gradient can flow from your result: it was put together from numbers; make it with operations such as "
         "where and stack");
  const auto gradients = grad(sum(hs * v), leaves), right = grad(sum(wanted * v), leaves);
  const char* names[] = {"W_xh", "W_hh", "b", "the input"};
  for (std::size_t i = 0; i < leaves.size(); ++i)
    demand(Stage::gradient, close(gradients[i].value(), right[i].value()),
           std::string("the gradient for ") + names[i] + " differs from that of the sequences read alone");

  const int uses = graphs::Snapshot(hs).uses(cell.W_hh);
  demand(Stage::drawing, uses == T,
         "the graph uses W_hh " + std::to_string(uses) +
             " times for a batch of T = 5 steps: run all sequences at once, one step for each t");
}
