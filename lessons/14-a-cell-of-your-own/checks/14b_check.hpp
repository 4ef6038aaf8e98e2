// 14b: against the loop, inside a minGRU, where shares are 0 and sequences long; gradients; the depth of the graph.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "nn/zoo/mingru_cell.hpp"

// One step after the other, number by number.
inline Array recurrence_in_loops(const Array& a, const Array& b) {
  Array h = Array::zeros(a.shape());
  const Index width = a.size() / a.dim(0);
  for (Index i = 0; i < a.size(); ++i) h.write()[i] = (i < width ? 0 : a.data()[i] * h.data()[i - width]) + b.data()[i];
  return h;
}

template <class Scan>
void check_14b(Scan scan) {
  seed(14);
  const auto draw = [](Index T, double low, double high) {
    return Tensor(random_numbers().uniform({T, 2, 3}, low, high));
  };
  for (Index T : {1, 2, 3, 5, 8, 13}) {
    const Tensor a = draw(T, 0, 1), b = draw(T, -1, 1);
    const Tensor got = scan(a, b);
    const std::string at = "at T = " + std::to_string(T) + " ";
    demand(Stage::value, got && got.shape() == a.shape(),
           at + "your scan returns " + (got ? "the shape " + to_string(got.shape()) : "an empty tensor") +
               "; it should be that of a, " + to_string(a.shape()));
    const Array wanted = recurrence_in_loops(a.value(), b.value());
    for (Index t = 1; t <= T; ++t)
      demand(Stage::value, close(got.value()[t - 1], wanted[t - 1]),
             at + "the first step that is not right is h_" + std::to_string(t) + ": it begins with " +
                 lessons::short_text(double(got.value().at({t - 1, 0, 0}))) + "; it should be " +
                 lessons::short_text(double(wanted.at({t - 1, 0, 0}))) +
                 (t == 2   ? ", a_2 ⊙ b_1 + b_2"
                  : t == 3 ? ": there b_1 has the share a_3 ⊙ a_2, and b_2 has a_3"
                           : ""));
  }

  // A minGRU, whose gate and whose new read x alone.
  const nn::MinGRUCell cell(4, 3);
  const Tensor xs(random_numbers().normal({37, 2, 4}, 0, 3));
  const auto parts = split(cell.project(xs), -1, 2);
  const Tensor z = sigmoid(parts[0]);
  demand(Stage::behaviour, close(scan(1 - z, z * parts[1]).value(), nn::unrolled(cell, xs).outputs().value()),
         "with a = 1 − z and b = z ⊙ n of an nn::MinGRUCell your scan differs from that cell, unrolled over 37 steps");
  Tensor a = draw(1000, 0, 0.1);
  a = where(draw(1000, 0, 1) < Real(0.1), Real(0), a);
  const Tensor b = draw(1000, -1, 1);
  const Array got = scan(a, b).value();
  const auto wild = std::find_if(got.numbers().begin(), got.numbers().end(), [](Real v) { return !std::isfinite(v); });
  demand(Stage::behaviour, wild == got.numbers().end(),
         "over 1000 steps with shares below 0.1, some of them 0, your scan has NaN or ∞ in it, first at t = " +
             std::to_string((wild - got.numbers().begin()) / 6 + 1) +
             ": a product of many shares is soon 0, and may not be divided by");
  demand(Stage::behaviour, close(got, recurrence_in_loops(a.value(), b.value())),
         "over 1000 steps with shares below 0.1, some of them 0, your scan differs from the loop");

  const Tensor a6 = variable(draw(6, 0.2, 1).value()), b6 = variable(draw(6, -1, 1).value());
  const auto report = gradcheck([&] { return scan(a6, b6); }, {a6, b6});
  demand(Stage::gradient, report.passed,
         "the values are right, but the gradient differs from differences of them: does your scan cut the graph?");

  const auto depth = [&](Index T) {
    const Tensor a_T = variable(draw(T, 0, 1).value()), b_T = variable(draw(T, -1, 1).value());
    const graphs::Snapshot graph(scan(a_T, b_T));
    for (const graphs::SnapshotNode& node : graph.nodes())
      demand(Stage::drawing, node.shape.size() <= 16 * a_T.size(),
             "at T = " + std::to_string(T) + " a node of your graph, " + node.op + ", holds " +
                 std::to_string(node.shape.size()) + " numbers where a has " + std::to_string(a_T.size()) +
                 ": a matrix of T by T costs what attention costs");
    return graph.depth();
  };
  const int short_depth = depth(16), long_depth = depth(256);
  demand(Stage::drawing, long_depth <= 2 * short_depth + 2,
         "your graph is " + std::to_string(short_depth) + " operations deep at T = 16 and " +
             std::to_string(long_depth) + " at T = 256; log₂ T doubles from 4 to 8, and so may the depth");
}
