// 17c: windows that one can turn by hand, both readers against the reversed sequence, and gradients for all weights.
#pragma once

#include "lessons/support/compare.hpp"
#include "nn/gru_cell.hpp"

template <class Turned, class SixScores, class Reader>
void check_17c(Turned turned, SixScores six_scores, const Reader& reader) {
  seed(17);
  const Indices ids({4, 2}, {0, 1, 0, 1, 1, 3, 2, 3});  // AACG and CCTT, side by side
  const Indices other = turned(ids);
  demand(Stage::value, other.shape() == ids.shape(), "turned changes the shape of ids");
  const Indices wanted({4, 2}, {1, 0, 2, 0, 3, 2, 3, 2});  // CGTT and AAGG
  const auto column = [](const Indices& of, Index n) {
    std::string text;
    for (Index t = 0; t < of.shape()[0]; ++t) {
      const Index base = of[t * of.shape()[1] + n];
      text += base >= 0 && base < 4 ? "ACGT"[base] : '?';
    }
    return text;
  };
  demand(Stage::value, !(column(other, 0) == column(wanted, 1) && column(other, 1) == column(wanted, 0)),
         "turned gives the right windows in the wrong order: turn each of them, and not their order");
  for (Index n = 0; n < 2; ++n)
    demand(Stage::value, column(other, n) == column(wanted, n),
           "turned makes of the window " + column(ids, n) + " the window " + column(other, n) +
               "; its other strand reads " + column(wanted, n) + ": from the end, with 3 − base for base");

  const Index L = 5, size = 3;
  const Tensor xs = variable(random_numbers().normal({L, size, 4}));
  const auto end = [&](const nn::GRUCell& cell, const Tensor& x) { return nn::unrolled(cell, x).last().h; };
  const Tensor past = end(reader.past, xs), future = end(reader.future, flip(xs, {0}));
  const auto scores_of = [&](const Tensor& a, const Tensor& b) { return reader.head(concat({a, b}, -1)).value(); };
  const Tensor scores = six_scores(reader, xs);
  demand(Stage::value, scores && scores.shape() == Shape{size, 6},
         "six_scores returns the shape " + (scores ? to_string(scores.shape()) : "of an empty tensor") +
             " for three windows; it should be (3, 6)");
  const Tensor begun = end(reader.future, slice(xs, 0, L - 1, L));
  demand(Stage::value, !close(scores.value(), scores_of(past, begun)),
         "at t = L the reader from the right has read x_L and nothing else; it has read all at t = 1");
  demand(Stage::value, !close(scores.value(), scores_of(past, end(reader.past, flip(xs, {0})))),
         "both directions have the weights of `past`; `future` has its own");
  demand(Stage::value, !close(scores.value(), scores_of(past, end(reader.future, xs))),
         "`future` has read from the left, like `past`");
  demand(Stage::value, close(scores.value(), scores_of(past, future)),
         "the scores of the first window are " + to_string(scores.value()[0]) + "; they should be " +
             to_string(scores_of(past, future)[0]));

  const Indices many = random_numbers().below({30, 7}, 4), twice = turned(turned(many));
  demand(Stage::behaviour, std::ranges::equal(twice.values(), many.values()),
         "turned twice, a window should be what it was");

  const Tensor v(random_numbers().normal({size, 6}));
  const auto report =
      gradcheck([&] { return six_scores(reader, xs) * v; },
                {reader.past.W_xh, reader.past.W_hh, reader.future.W_xh, reader.future.W_hh, reader.head.W, xs});
  demand(Stage::gradient, report.passed,
         "the scores are right, but a gradient differs from differences of them: does every state come from the graph, "
         "and not from value()?");
  const graphs::Snapshot graph(scores);
  for (const auto* cell : {&reader.past, &reader.future})
    demand(Stage::drawing, graph.uses(cell->W_hh) == int(L),
           "the graph uses a W_hh " + std::to_string(graph.uses(cell->W_hh)) +
               " times for windows of 5 bases: read each window once with each cell");
}
