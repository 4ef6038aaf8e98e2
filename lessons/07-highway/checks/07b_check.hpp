// 7b: both parts against the engine, which gets the belt's alone by cutting h off.
#pragma once

#include "lessons/support/compare.hpp"
#include "nn/lstm_cell.hpp"

template <class OneStepBack>
void check_7b(OneStepBack one_step_back) {
  seed(7);
  const nn::LSTMCell cell(2, 3);
  cell.W_hh.assign((cell.W_hh * Real(3)).value());
  const Tensor x(random_numbers().normal({4, 2})), c = variable(random_numbers().normal({4, 3}));
  const Tensor o(random_numbers().uniform({4, 3})), dc(random_numbers().normal({4, 3}));
  const auto engine = [&](bool through_h) {
    const Tensor h = o * tanh(c);
    return grad(cell.step(x, {through_h ? h : h.detach(), c}).c, c, {.seed = dc}).value();
  };
  const auto got = one_step_back(cell, x, Tensor(c.value()), o, dc);
  for (const auto& [name, part] : {std::pair{"belt", got.belt}, {"gates", got.gates}})
    demand(Stage::value, part && part.shape() == Shape{4, 3},
           std::string("your part ") + name + " is " +
               (part ? "of shape " + to_string(part.shape()) : "an empty tensor") +
               "; it should have that of c, here (4, 3)");
  const Array belt = engine(false), both = engine(true);
  demand(Stage::value, close(got.belt.value(), belt),
         "along the belt your gradient is not what the engine finds when h is cut off; between c_{t−1} and c_t stands "
         "only ⊙ f, and the gate f has read h_{t−1} = o ⊙ tanh(c_{t−1})");

  const nn::LSTMCell deaf(2, 3);
  deaf.W_hh.assign(Array::zeros(deaf.W_hh.shape()));
  demand(Stage::behaviour, largest(one_step_back(deaf, x, Tensor(c.value()), o, dc).gates.value()) == 0,
         "if W_hh is 0 no gate reads h, and nothing can return through the gates; your part is not 0");

  // The same sums, with one thing left out.
  const auto gates = cell.gates(x, {o * tanh(c), c});
  const std::vector<Tensor> W = split(cell.W_hh, -1, 4);
  const std::vector<Tensor> da{dc * gates.g * gates.i * (1 - gates.i), dc * c * gates.f * (1 - gates.f),
                               dc * gates.i * (1 - gates.g * gates.g)};
  const Tensor slope = 1 - tanh(c) * tanh(c), on = o * slope;
  Tensor dh, wrong_way;
  for (std::size_t gate = 0; gate < 3; ++gate) {
    const Tensor share = matmul(da[gate], T(W[gate])), other = matmul(da[gate], W[gate]);
    dh = dh ? dh + share : share, wrong_way = wrong_way ? wrong_way + other : other;
  }
  const auto is = [&](const Tensor& tensor) { return close(got.gates.value(), tensor.value()); };
  const std::string one_more = "from there it is one step more: h_{t−1} = o ⊙ tanh(c_{t−1})";
  demand(Stage::gradient, !is(dh), "your part of the gates is dL/dh_{t−1}; " + one_more);
  demand(Stage::gradient, !is(dh * o), "your part of the gates is right but for the slope of tanh; " + one_more);
  demand(Stage::gradient, !is(dh * slope), "your part of the gates is right but for the factor o; " + one_more);
  demand(Stage::gradient, !is(wrong_way * on),
         "your way back through W_hh takes it as it is; a gradient needs the transpose of each gate's columns");
  for (std::size_t gate = 0; gate < 3; ++gate)
    demand(
        Stage::gradient, !is((dh - matmul(da[gate], T(W[gate]))) * on),
        std::string("your part of the gates leaves out what returns through ") + "ifg"[gate] + ", which reads h, too");
  const Array sum = (got.belt + got.gates).value();
  demand(Stage::gradient, close(sum, both),
         "belt and gates add up to " + to_string(sum[0]) + " for the first sequence; the engine's dL/dc_{t−1} is " +
             to_string(both[0]) +
             "; the belt is right, so compare the part of the gates with its formula, factor by factor");
}
