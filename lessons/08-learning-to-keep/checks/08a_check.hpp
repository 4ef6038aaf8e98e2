// 8a: the bias itself, then the belt that it makes, where no gate reads anything.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "nn/lstm_cell.hpp"

template <class Open>
void check_8a(Open open_forget_gates) {
  const auto near = [](double got, double wanted) { return std::abs(got - wanted) <= rounding * 10; };
  for (double keep : {0.99, 0.5, 0.8}) {
    seed(8);
    const nn::LSTMCell cell(2, 3);
    const Array before = cell.b.value();
    open_forget_gates(cell, keep);
    const Array b = cell.b.value();
    demand(Stage::value, b.shape() == before.shape(),
           "b has the shape " + to_string(b.shape()) + " after your function; it had and should keep " +
               to_string(before.shape()));
    for (Index place = 0; place < 12; ++place)
      demand(Stage::value, place / 3 == 1 || b.at({place}) == before.at({place}),
             std::string("your function changes the bias of the gate ") + "ifgo"[place / 3] +
                 "; the forget gates' are the second quarter of b, and the others stay as they are");
    const double got = double(b.at({3})), wanted = std::log(keep / (1 - keep));
    const std::string asked = "asked for keep = " + lessons::short_text(keep) + ", ";
    demand(Stage::value, wanted == 0 || !near(got, -wanted),
           asked + "your gates stand at 1 − keep: the odds are upside down");
    demand(Stage::value, !near(got, keep),
           asked + "your bias is keep itself, and the gate σ(" + lessons::short_text(keep) +
               ") = " + lessons::short_text(1 / (1 + std::exp(-keep))) + "; which number has keep as its σ?");
    for (Index unit = 3; unit < 6; ++unit)
      demand(Stage::value, near(double(b.at({unit})), wanted),
             asked + "b_f of unit " + std::to_string(unit - 2) + " is " + lessons::short_text(double(b.at({unit}))) +
                 "; it should be " + lessons::short_text(wanted));
  }

  // No gate reads anything: then the belt is keep to the power of the steps.
  seed(8);
  const nn::LSTMCell cell(2, 3);
  open_forget_gates(cell, 0.99);
  cell.W_xh.assign(Array::zeros({2, 12})), cell.W_hh.assign(Array::zeros({3, 12}));
  const auto states = nn::unrolled(cell, Tensor(random_numbers().normal({50, 1, 2}))).states;
  const double carried =
      double(grad(slice(states.back().c, 1, 0, 1), states.front().c, {.seed = Tensor(Array::ones({1, 1}))})
                 .value()
                 .at({0, 0}));
  demand(Stage::behaviour, near(carried, std::pow(0.99, 49)),
         "with gates that read nothing, dc_50/dc_1 is " + lessons::short_text(carried) +
             "; it should be 0.99^49 = " + lessons::short_text(std::pow(0.99, 49)));
  const Tensor loss = sum(states.back().c);
  const Array db = grad(loss, cell.b).value();
  demand(Stage::gradient, largest(db) > 0,
         "the loss has no gradient by b any more: Tensor::assign writes into the parameter that is there");
}
