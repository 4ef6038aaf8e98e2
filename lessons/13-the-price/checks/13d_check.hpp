// 13d: against attention with a mask in the shape of a band, how the price grows, the search against what gradients
// reach through real layers, and the largest array in the graph.
#pragma once

#include "graphs/cost.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "nn/attention.hpp"

// (T, T): step i reads the steps j with first <= i − j <= last.
inline Array band(Index T, Index first, Index last) {
  Array allowed = Array::zeros({T, T});
  for (Index i = 0; i < T; ++i)
    for (Index j = 0; j < T; ++j) allowed.set({i, j}, Real(i - j >= first && i - j <= last));
  return allowed;
}

template <class Window, class Layers>
void check_13d(Window window_attention, Layers layers_needed) {
  seed(13);
  const auto draw = [](const Shape& shape) { return variable(random_numbers().normal(shape)); };
  for (const auto& size : {std::pair<Index, Index>{12, 3}, {3, 5}, {1, 2}, {7, 0}}) {
    const Index T = size.first, w = size.second;
    const Tensor q = draw({T, 4}), k = draw({T, 4}), v = draw({T, 4});
    const Tensor got = window_attention(q, k, v, w);
    const std::string of = "T = " + std::to_string(T) + ", w = " + std::to_string(w) + ": ";
    demand(Stage::value, got && got.shape() == Shape{T, 4},
           of + "your function returns " + (got ? "the shape " + to_string(got.shape()) : "an empty tensor") +
               "; it should be (" + std::to_string(T) + ", 4)");
    const auto by = [&](Index first, Index last) {
      return nn::attention(q, k, v, {.allowed = Tensor(band(T, first, last))}).output.value();
    };
    const Array wanted = by(0, w);
    demand(Stage::value, w == 0 || w >= T || !close(got.value(), by(0, w - 1)),
           of + "your step reads w steps, itself among them; it is w steps before it, and itself");
    demand(Stage::value, w == 0 || T < 2 || !close(got.value(), by(-w, 0)),
           of + "your window reaches into the future: i−w … i is the past");
    for (Index i = 0; i < T; ++i)
      demand(Stage::value, close(got.value()[i], wanted[i]),
             of + "y_" + std::to_string(i + 1) + " is " + to_string(got.value()[i]) + "; it should be " +
                 to_string(wanted[i]) +
                 (i < w ? ". Here the window reaches over the beginning: what is not there gets no weight" : ""));
  }

  const auto work = [&](Index T) {
    const Tensor y = window_attention(draw({T, 8}), draw({T, 8}), draw({T, 8}), 16);
    return double(graphs::flops(graphs::Snapshot(y)).forward);
  };
  const Index T = 16 * 17;  // whole blocks, whether of 16 or of 17 steps
  const double exponent = std::log(work(4 * T) / work(T)) / std::log(4.0);
  demand(Stage::behaviour, std::abs(exponent - 1) <= 0.02,
         "with w = 16 the work grows as T to the power of " + lessons::short_text(exponent) +
             " between T = 272 and 1088; it should be 1.0 ± 0.02: do you compute matches that the window shuts out?");

  // Layers of real attention, whose queries weigh all that they may read alike: has the last step a gradient by the
  // first?
  const auto reached = [&](Index T, Index w, int layers) {
    const Tensor x = draw({T, 4});
    Tensor y = x;
    for (int layer = 0; layer < layers; ++layer) {
      const Tensor allowed(band(T, 0, w)), indifferent(Array::zeros({T, 4}));
      y = nn::attention(indifferent, y, y, {.allowed = allowed}).output;
    }
    return largest(grad(sum(slice(y, 0, T - 1, T)), x).value()[0]) > 0;
  };
  for (const auto& [T, w] : {std::pair<Index, Index>{20, 4}, {21, 4}, {16, 15}, {17, 16}, {18, 16}, {1, 3}}) {
    int wanted = 0;
    while (!reached(T, w, wanted)) ++wanted;
    const int got = layers_needed(band(T, 0, w));
    demand(Stage::behaviour, got == wanted,
           "for T = " + std::to_string(T) + " and w = " + std::to_string(w) + " your search finds " +
               std::to_string(got) + " layers; a gradient from the last step reaches the first through " +
               std::to_string(wanted));
  }
  demand(Stage::behaviour, layers_needed(band(5, 0, 0)) == -1,
         "where each step reads itself alone, the last never reads the first: −1");
  // Neither the furthest step nor the nearest is always the one to go by.
  Array odd = Array::zeros({6, 6});
  for (const auto& [i, j] : {std::pair<Index, Index>{5, 1}, {5, 4}, {4, 3}, {3, 0}, {1, 2}, {2, 3}})
    odd.set({i, j}, Real(1));
  demand(Stage::behaviour, layers_needed(odd) == 3,
         "step 6 reads 2 and 5, 5 reads 4, 4 reads 1, 2 reads 3, 3 reads 4; your search finds " +
             std::to_string(layers_needed(odd)) + " layers, and 6, 5, 4, 1 are 3: follow all steps that are read");

  const Tensor q = draw({6, 3}), k = draw({6, 3}), v = draw({6, 3});
  const auto report = gradcheck([&] { return window_attention(q, k, v, 2); }, {q, k, v});
  demand(Stage::gradient, report.passed,
         "the values are right, but the gradient differs from differences of them: does your window cut the graph, by "
         "detach() or value()?");

  const graphs::Snapshot graph(window_attention(draw({256, 2}), draw({256, 2}), draw({256, 2}), 3));
  Index most = 0;
  for (const auto& node : graph.nodes()) most = std::max(most, node.shape.size());
  demand(Stage::drawing, most <= 256 * 32,
         "an array in your graph for T = 256, w = 3 and d = 2 has " + std::to_string(most) +
             " numbers; none needs more than a few for each step");
}
