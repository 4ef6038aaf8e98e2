// 9c: one step, a long average, and what returns along the belt.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "nn/lstm_cell.hpp"

template <class SetAverage>
void check_9c(SetAverage set_average) {
  seed(9);
  for (double keep : {0.99, 0.5, 0.2}) {
    const nn::LSTMCell cell(3, 2);
    const auto of_g = [&](const Tensor& all) { return split(all, -1, 4)[2]; };
    const Tensor W_xg(of_g(cell.W_xh).value()), b_g(of_g(cell.b).value());
    set_average(cell, keep);
    const std::string for_keep = "for keep = " + lessons::short_text(keep) + " ";
    demand(Stage::value, close(of_g(cell.W_xh).value(), W_xg.value()) && close(of_g(cell.b).value(), b_g.value()),
           "the part of g in W_xh and b has changed; the cell goes on averaging what it averaged");

    const Tensor x(random_numbers().normal({4, 3})), zeros(Array::zeros({4, 2}));
    const Tensor g = tanh(matmul(x, W_xg) + b_g), c(random_numbers().normal({4, 2}));
    const auto gates = cell.gates(x, {zeros, c});
    for (const auto& [name, gate, wanted] : {std::tuple{"f", gates.f, keep}, {"i", gates.i, 1 - keep}}) {
      const double low = double(min(gate).item()), high = double(max(gate).item());
      demand(Stage::value, std::abs(low - wanted) < 1e-9 && std::abs(high - wanted) < 1e-9,
             for_keep + name + " lies between " + lessons::short_text(low) + " and " + lessons::short_text(high) +
                 "; it should be " + lessons::short_text(wanted) +
                 ", whatever is read: weights 0, and a bias with σ(bias) = " + lessons::short_text(wanted) +
                 ", which is log(" + name + " / (1 − " + name + "))");
    }
    demand(Stage::value, close(cell.step(x, {zeros, c}).c.value(), (c * Real(keep) + g * Real(1 - keep)).value()),
           for_keep + "both gates are right, but c_t is not keep · c_{t−1} + (1 − keep) · g_t");

    const Index T = 300;
    const Tensor xs(random_numbers().normal({T, 4, 3}));
    const auto run = nn::unrolled(cell, xs);
    Tensor average = zeros;
    for (Index t = 1; t <= T; ++t) {
      average = average * Real(keep) + tanh(matmul(xs[t - 1], W_xg) + b_g) * Real(1 - keep);
      const double off = largest((run.states[std::size_t(t - 1)].c - average).value());
      demand(Stage::behaviour, off < 1e-9,
             for_keep + "c_" + std::to_string(t) + " differs from the average by " + lessons::short_text(off) +
                 ", though from h = 0 a step is right: the cell listens to h, by W_hh");
    }
    const Tensor arrived = grad(sum(run.states[49].c), run.states[0].c);
    const double power = std::pow(keep, 49);
    demand(Stage::gradient, largest((arrived - Real(power)).value()) <= 1e-9 * power,
           for_keep + "dc_50/dc_1 is " + lessons::short_text(largest(arrived.value())) + "; it should be keep^49, " +
               lessons::short_text(power));
  }
}
