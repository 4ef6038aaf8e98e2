// 2a: one step against the formula in plain loops, sequences against nn::RNNCell, and the gradient against
// differences.
#pragma once

#include "lessons/support/compare.hpp"

// tanh(x W_xh + h W_hh + b), number by number; with W_hh transposed or without b: what the mistakes give.
enum class Mistake { none, transposed, without_b, without_tanh };
template <class Cell>
Array step_in_loops(const Cell& cell, const Array& x, const Array& h, Mistake mistake = Mistake::none) {
  const Array &W_xh = cell.W_xh.value(), &W_hh = cell.W_hh.value(), &b = cell.b.value();
  Array y = Array::zeros(h.shape());
  for (Index i = 0; i < h.dim(0); ++i)
    for (Index j = 0; j < h.dim(1); ++j) {
      Real a = mistake == Mistake::without_b ? 0 : b.at({j});
      for (Index k = 0; k < x.dim(1); ++k) a += x.at({i, k}) * W_xh.at({k, j});
      for (Index k = 0; k < h.dim(1); ++k)
        a += h.at({i, k}) * (mistake == Mistake::transposed ? W_hh.at({j, k}) : W_hh.at({k, j}));
      y.set({i, j}, mistake == Mistake::without_tanh ? a : std::tanh(a));
    }
  return y;
}

template <class Cell>
void check_2a() {
  seed(2);
  Cell cell(2, 3, {});

  const Tensor start = cell.start(5).h;
  demand(Stage::value, start && start.shape() == Shape{5, 3} && largest(start.value()) == 0,
         "start(5).h is " + (start ? to_string(start.shape()) : "empty") +
             " for 3 hidden units; h_0 is (batch, hidden), here (5, 3), and all 0");

  const Array x = random_numbers().normal({4, 2}), h = random_numbers().normal({4, 3});
  const Tensor next = cell.step(Tensor(x), {Tensor(h)}).h;
  demand(Stage::value, next && next.shape() == Shape{4, 3},
         "step returns h of shape " + (next ? to_string(next.shape()) : "nothing") +
             " for a batch of 4 and 3 hidden units; it should be (4, 3)");
  const Array& y = next.value();
  demand(Stage::value, !close(y, step_in_loops(cell, x, h, Mistake::transposed)),
         "your step multiplies h by the transpose of W_hh: states are rows here, so it is h W_hh");
  demand(Stage::value, !close(y, step_in_loops(cell, x, h, Mistake::without_b)),
         "your step leaves out the bias: add b to x W_xh + h W_hh");
  demand(Stage::value, !close(y, step_in_loops(cell, x, h, Mistake::without_tanh)),
         "your step leaves out the tanh around x W_xh + h W_hh + b");
  const Array wanted = step_in_loops(cell, x, h);
  for (Index i = 0; i < 4 && !close(y, wanted); ++i)
    for (Index j = 0; j < 3; ++j)
      lessons::demand_close(Stage::value, "h[" + std::to_string(i) + ", " + std::to_string(j) + "] after one step",
                            y.at({i, j}), wanted.at({i, j}), rounding, "it is tanh(x W_xh + h W_hh + b)");

  nn::RNNCell ours(2, 3);
  ours.W_xh.assign(cell.W_xh.value());
  ours.W_hh.assign(cell.W_hh.value());
  ours.b.assign(cell.b.value());
  for (Index T : {1, 4, 30}) {
    const Tensor xs(random_numbers().normal({T, 2, 2}));
    demand(Stage::behaviour, close(nn::unrolled(cell, xs).outputs().value(), nn::unrolled(ours, xs).outputs().value()),
           "over T = " + std::to_string(T) +
               " steps your cell and nn::RNNCell give different states, though one step " +
               "agrees: h_t must follow from x_t and state.h alone");
  }

  const Tensor xs = variable(random_numbers().normal({3, 2, 2}));
  const Array of_first = grad(sum(nn::unrolled(cell, xs).last().h), xs).value()[0];
  demand(Stage::gradient, largest(of_first) > 0,
         "the gradient of h_3 does not reach x_1: your step cuts the graph; use state.h itself, not a copy of its "
         "numbers");
  const auto report = gradcheck([&] { return nn::unrolled(cell, xs).outputs(); }, {xs, cell.W_xh, cell.W_hh, cell.b});
  demand(
      Stage::gradient, report.passed,
      "the gradient of your cell over 3 steps differs from differences of its values: is each part made of operations "
      "on tensors?");

  const graphs::Snapshot graph(sum(nn::unrolled(cell, Tensor(random_numbers().normal({5, 2, 2}))).last().h));
  for (const auto& [name, parameter] : cell.named_parameters())
    demand(Stage::drawing, graph.uses(parameter) == 5,
           "the graph of 5 steps uses " + name + " " + std::to_string(graph.uses(parameter)) +
               " times; each step should use it once");
}
