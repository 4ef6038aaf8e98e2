// 10a: the states of both cells in plain loops, what must come back when reversed twice, the gradient against
// differences, and each cell's weights in the graph.
#pragma once

#include "lessons/support/compare.hpp"

// The states of one cell after each x, in the order of `order`; h[t − 1] is that of x_t.
inline std::vector<Array> states_in_loops(const nn::RNNCell& cell, const Array& xs, const std::vector<Index>& order) {
  const Index batch = xs.dim(1), inputs = xs.dim(2), n = cell.outputs();
  std::vector<Array> states(std::size_t(xs.dim(0)));
  Array h = Array::zeros({batch, n});
  for (Index t : order) {
    Array next = Array::zeros({batch, n});
    for (Index row = 0; row < batch; ++row)
      for (Index unit = 0; unit < n; ++unit) {
        Real a = cell.b.value().at({unit});
        for (Index i = 0; i < inputs; ++i) a += xs.at({t - 1, row, i}) * cell.W_xh.value().at({i, unit});
        for (Index i = 0; i < n; ++i) a += h.at({row, i}) * cell.W_hh.value().at({i, unit});
        next.set({row, unit}, std::tanh(a));
      }
    h = states[std::size_t(t - 1)] = next;
  }
  return states;
}

template <class Reversed, class BothWays>
void check_10a(Reversed reversed, BothWays both_ways) {
  seed(10);
  const Index T = 5, batch = 3, n = 4;
  const nn::RNNCell past(2, n), future(2, n);
  const Tensor xs = variable(random_numbers().normal({T, batch, 2}));

  const Tensor turned = reversed(xs);
  demand(Stage::value, turned && turned.shape() == xs.shape(),
         "reversed(xs) has the shape " + (turned ? to_string(turned.shape()) : "of an empty tensor") +
             "; it should be that of xs, (5, 3, 2)");
  for (Index t = 0; t < T; ++t)
    demand(Stage::value, close(turned.value()[t], xs.value()[T - 1 - t]),
           "reversed(xs) has at t = " + std::to_string(t + 1) + ", for the first sequence, " +
               to_string(turned.value()[t][0]) + "; x_" + std::to_string(T - t) + " is " +
               to_string(xs.value()[T - 1 - t][0]) + ": time is the first axis, the batch the second");

  const Tensor hs = both_ways(past, future, xs);
  demand(Stage::value, hs && hs.shape() == Shape{T, batch, 2 * n},
         "both_ways returns the shape " + (hs ? to_string(hs.shape()) : "of an empty tensor") +
             " for 5 steps, 3 sequences and two cells of 4 units; it should be (5, 3, 8), the cells side by side");
  const Tensor first = slice(hs, -1, 0, n), second = slice(hs, -1, n, 2 * n);
  const std::vector<Index> forwards{1, 2, 3, 4, 5}, backwards{5, 4, 3, 2, 1};
  const auto before = states_in_loops(past, xs.value(), forwards),
             after = states_in_loops(future, xs.value(), backwards);
  const auto same = [&](const Tensor& got, const std::vector<Array>& wanted) {
    for (Index t = 0; t < T; ++t)
      if (!close(got.value()[t], wanted[std::size_t(t)])) return false;
    return true;
  };
  demand(Stage::value, !(same(second, before) && same(first, after)),
         "both halves are right, but the future stands first; past comes first, then future");
  demand(Stage::value, same(first, before),
         "the first half is not what `past` knows after x_1 … x_t: this half is nn::unrolled(past, xs).outputs()");
  demand(Stage::value, !same(second, states_in_loops(future, xs.value(), forwards)),
         "the second half has read forwards: at t it knows x_1 … x_t, like the first");
  demand(Stage::value, !same(second, states_in_loops(past, xs.value(), backwards)),
         "the second half reads backwards, as it should, but with the weights of `past`; each direction has its own");
  demand(Stage::value, !same(second, {after.rbegin(), after.rend()}),
         "the second half is in the order in which it was read: beside x_1 stands what `future` knew after x_T alone. "
         "Put it back into the order of time");
  demand(Stage::value, same(second, after),
         "the second half at t = 1 is, for the first sequence, " + to_string(second.value()[0][0]) +
             "; `future`, having read x_5 … x_1, is at " + to_string(after[0][0]));

  demand(Stage::behaviour, close(reversed(reversed(xs)).value(), xs.value()),
         "reversed twice, a sequence should be what it was");
  const Tensor mirror = both_ways(future, past, reversed(xs));
  demand(Stage::behaviour,
         close(reversed(concat({slice(mirror, -1, n, 2 * n), slice(mirror, -1, 0, n)}, -1)).value(), hs.value()),
         "the reversed sequence, read with the cells exchanged, should give the same states in the reversed order");
  const Tensor one = slice(xs, 0, 0, 1);
  demand(Stage::behaviour,
         close(slice(both_ways(past, past, one), -1, 0, n).value(),
               slice(both_ways(past, past, one), -1, n, 2 * n).value()),
         "for T = 1 the two directions read the same; with the same cell they should say the same");

  const Tensor v(random_numbers().normal({T, batch, 2 * n}));
  const auto report = gradcheck([&] { return both_ways(past, future, xs) * v; },
                                {past.W_xh, past.W_hh, past.b, future.W_xh, future.W_hh, future.b, xs});
  demand(Stage::gradient, report.passed,
         "the values are right, but the gradient differs from differences of them: does `reversed` cut the graph, by "
         "value() or detach()? flip reverses an axis and lets the gradient through");

  const graphs::Snapshot graph(hs);
  for (const auto& [name, cell] : {std::pair{"past", &past}, {"future", &future}}) {
    const int uses = graph.uses(cell->W_hh);
    demand(Stage::drawing, uses == T,
           "the graph uses " + std::string(name) + ".W_hh " + std::to_string(uses) +
               " times for T = 5: read the sequence once with each cell");
  }
}
