// 9b: one step, long sequences, inputs that pull at the gates, and the gradients.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "nn/gru_cell.hpp"

template <class PutInside>
void check_9b(PutInside put_inside) {
  seed(9);
  const Index units = 4;
  const nn::RNNCell plain(3, units);
  const nn::GRUCell cell(3, units);
  put_inside(cell, plain);
  const auto differs = [&](const Tensor& xs) {
    return largest((nn::unrolled(cell, xs).outputs() - nn::unrolled(plain, xs).outputs()).value());
  };

  const Tensor x(random_numbers().normal({5, 3})), h(random_numbers().normal({5, units}));
  const Tensor got = cell.step(x, {h}).h, wanted = plain.step(x, {h}).h;
  const auto [r, z, n] = cell.gates(x, {h});
  demand(Stage::value, !close(got.value(), h.value()),
         "your GRU hands on h as it is: with z = 1 all of the old stays and nothing new comes in; hold z at 0");
  demand(Stage::value, largest(z.value()) < 0.01,
         "z is " + lessons::short_text(largest(z.value())) +
             "; the plain RNN keeps nothing of the old, so z is 0: " + "weights 0 and a bias far below 0");
  demand(Stage::value, double(min(r).item()) > 0.99,
         "r is " + lessons::short_text(double(min(r).item())) +
             "; the plain RNN reads all of h, so r is 1: weights 0 and a bias far above 0");
  const double biases = largest((slice(cell.b, 0, 2 * units, 3 * units) + cell.b_hn - plain.b).value());
  demand(Stage::value, biases < 1e-6,
         "where r is 1 the GRU adds up two biases, b_n and b_hn. Together they should make b, from which yours differ "
         "by " +
             lessons::short_text(biases) + ": give one of them b, and the other 0");
  const double once = largest((got - wanted).value());
  demand(Stage::value, once < 0.01,
         "after one step the states differ by " + lessons::short_text(once) +
             "; n is the plain RNN's tanh, with the columns 2·units … 3·units of W_xh and W_hh");
  demand(Stage::value, once < 1e-12,
         "after one step the states differ by " + lessons::short_text(once) +
             ": the gates are held too loosely. σ(−B) is about e^(−B), and should be less than 1e-13");

  for (Index T : {2, 100}) {
    const double most = differs(Tensor(random_numbers().normal({T, 2, 3})));
    demand(Stage::behaviour, most < 1e-12,
           "over T = " + std::to_string(T) + " steps the states differ by " + lessons::short_text(most) +
               ", though one step agrees; they should differ by less than 1e-12");
  }
  const double pulled = differs(Tensor(random_numbers().normal({10, 2, 3}, 0, 100)));
  demand(Stage::behaviour, pulled < 1e-12,
         "on inputs of size 100 the states differ by " + lessons::short_text(pulled) +
             ": your gates listen to x or h. One that is held has weights of 0, so that nothing can pull at it");

  const Tensor xs = variable(random_numbers().normal({10, 2, 3})), v(random_numbers().normal({10, 2, units}));
  const auto dxs = [&](const auto& any) { return grad(sum(v * nn::unrolled(any, xs).outputs()), xs).value(); };
  demand(Stage::gradient, close(dxs(cell), dxs(plain)),
         "the states agree, but the gradients that arrive at the inputs do not");
}
