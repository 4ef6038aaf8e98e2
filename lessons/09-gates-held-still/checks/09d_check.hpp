// 9d: gate by gate, one step, long sequences, and the gradients.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "nn/gru_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"

template <class Become>
void check_9d(Become become) {
  seed(9);
  const Index units = 4;
  const nn::MGUCell mgu(3, units);
  for (const Tensor& parameter : mgu.parameters()) parameter.assign((parameter * Real(2)).value());
  const nn::GRUCell cell(3, units, {.reset = nn::Reset::before_product});
  become(cell, mgu);

  const Tensor x(random_numbers().normal({5, 3})), h(random_numbers().normal({5, units}));
  const std::vector<Tensor> W_x = split(mgu.W_xh, -1, 2), W_h = split(mgu.W_hh, -1, 2), b = split(mgu.b, -1, 2);
  const Tensor f = sigmoid(matmul(x, W_x[0]) + matmul(h, W_h[0]) + b[0]);
  const auto gates = cell.gates(x, {h});
  const auto is = [](const Tensor& gate, const Tensor& wanted) { return close(gate.value(), wanted.value()); };
  demand(Stage::value, !(is(gates.z, f) && is(gates.r, 1 - f)),
         "your gates are exchanged, r is 1 − f and z is f: the GRU has r first, then z, then n");
  demand(Stage::value, !is(gates.z, f),
         "your z is f. But f says how much of the new comes in, and z how much of the old stays: z = 1 − f, and "
         "1 − σ(a) = σ(−a)");
  demand(Stage::value, is(gates.z, 1 - f),
         "z of the first sequence is " + to_string(gates.z.value()[0]) + "; it should be " +
             to_string((1 - f).value()[0]) + ", 1 − f");
  demand(Stage::value, double(min(gates.r).item()) < 0.999,
         "your r is 1 throughout: n then reads all of h, and the cell is the update gate RNN. In the minimal gated "
         "unit n reads f ⊙ h");
  demand(Stage::value, is(gates.r, f),
         "r of the first sequence is " + to_string(gates.r.value()[0]) + "; it should be " + to_string(f.value()[0]) +
             ", f");
  const Tensor got = cell.step(x, {h}).h, wanted = mgu.step(x, {h}).h;
  demand(Stage::value, is(got, wanted),
         "both gates are right, but h of the first sequence is " + to_string(got.value()[0]) + "; it should be " +
             to_string(wanted.value()[0]) + ": n has the weights of the other n");

  const Tensor xs = variable(random_numbers().normal({100, 2, 3}, 0, 3));
  const auto states = [&](const auto& any) { return nn::unrolled(any, xs).outputs(); };
  demand(Stage::behaviour, close(states(cell).value(), states(mgu).value()),
         "over 100 steps the two cells part, though one step agrees");
  const Tensor v(random_numbers().normal({100, 2, units}));
  const auto dxs = [&](const auto& any) { return grad(sum(v * states(any)), xs).value(); };
  demand(Stage::gradient, close(dxs(cell), dxs(mgu)),
         "the states agree, but the gradients that arrive at the inputs do not");
}
