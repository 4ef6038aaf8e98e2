// 14a: the parameters, one step against the formulas in plain loops, what `keep` means over 100 steps, gradients, the
// cell stacked and in both directions, and its graph.
#pragma once

#include "checks/named.hpp"
#include "lessons/support/band.hpp"
#include "nn/bidirectional.hpp"
#include "nn/recurrent.hpp"

enum class Slip14a { none, other_way, deaf, no_tanh };
// The step number by number, and with a mistake.
inline Array update_gate_in_loops(const nn::Module& cell, const Array& x, const Array& h,
                                  Slip14a slip = Slip14a::none) {
  const Index inputs = x.dim(1), hidden = h.dim(1);
  const auto of = [&](const char* name, const Shape& shape) { return named(cell, name, shape).value(); };
  const Array W_xn = of("W_xn", {inputs, hidden}), W_hn = of("W_hn", {hidden, hidden}), b_n = of("b_n", {hidden}),
              W_xz = of("W_xz", {inputs, hidden}), W_hz = of("W_hz", {hidden, hidden}), b_z = of("b_z", {hidden});
  Array next = Array::zeros(h.shape());
  for (Index row = 0; row < h.dim(0); ++row)
    for (Index j = 0; j < hidden; ++j) {
      double n = double(b_n.at({j})), z = double(b_z.at({j}));
      for (Index k = 0; k < inputs; ++k) {
        n += double(x.at({row, k}) * W_xn.at({k, j}));
        z += double(x.at({row, k}) * W_xz.at({k, j}));
      }
      for (Index k = 0; k < hidden; ++k) {
        n += double(h.at({row, k}) * W_hn.at({k, j}));
        if (slip != Slip14a::deaf) z += double(h.at({row, k}) * W_hz.at({k, j}));
      }
      if (slip != Slip14a::no_tanh) n = std::tanh(n);
      z = 1 / (1 + std::exp(-z));
      if (slip == Slip14a::other_way) z = 1 - z;
      next.set({row, j}, Real((1 - z) * double(h.at({row, j})) + z * n));
    }
  return next;
}

template <class Cell>
void check_14a() {
  seed(14);
  const Index inputs = 2, hidden = 3;
  for (double keep : {0.5, 0.9}) {
    const Cell cell(inputs, hidden, {keep});
    demand(Stage::value, cell.named_parameters().size() <= 6,
           "your cell has " + std::to_string(cell.named_parameters().size()) + " parameters; the formulas have six");
    const Tensor b_z = named(cell, "b_z", {hidden});
    for (Index j = 0; j < hidden; ++j) {
      const double z = 1 / (1 + std::exp(-double(b_z.value().at({j}))));
      demand(Stage::value, std::abs(1 - z - keep) < 1e-6,
             "asked to keep " + lessons::short_text(keep) + ", unit " + std::to_string(j + 1) +
                 " begins with z = σ(b_z) = " + lessons::short_text(z) +
                 " and keeps 1 − z = " + lessons::short_text(1 - z) +
                 (keep != 0.5 && std::abs(z - keep) < 1e-6 ? ": your odds are upside down" : ""));
    }
  }

  Cell cell(inputs, hidden, {0.7});
  const Array x = random_numbers().normal({4, inputs}), h = random_numbers().normal({4, hidden});
  const Tensor got = cell.step(Tensor(x), {Tensor(h)}).h;
  demand(Stage::value, got && got.shape() == Shape{4, hidden},
         std::string("step returns h of shape ") + (got ? to_string(got.shape()) : "nothing") +
             " for a batch of 4 and 3 hidden units; it should be (4, 3)");
  const auto is = [&](Slip14a slip) { return close(got.value(), update_gate_in_loops(cell, x, h, slip)); };
  demand(Stage::value, !is(Slip14a::other_way),
         "your z says how much of the old stays, as g does in nn/zoo; here it says how much of the new comes in");
  demand(Stage::value, !is(Slip14a::deaf), "your z does not read h_{t−1}: h W_hz is missing in it");
  demand(Stage::value, !is(Slip14a::no_tanh), "your n is not squashed; it is a tanh");
  demand(Stage::value, is(Slip14a::none),
         "h_t of the first sequence is " + to_string(got.value()[0]) + "; it should be " +
             to_string(update_gate_in_loops(cell, x, h)[0]));

  // Where nothing is read and nothing is new, 100 steps leave keep^100.
  Cell quiet(inputs, hidden, {0.99});
  for (const char* name : {"W_xn", "W_hn", "W_xz", "W_hz", "b_n"})
    for (const auto& [own, parameter] : quiet.named_parameters())
      if (own == name) parameter.assign(Array::zeros(parameter.shape()));
  const auto run =
      nn::unrolled(quiet, Tensor(random_numbers().normal({100, 1, inputs})), {Tensor(Array::ones({1, hidden}))});
  const double left = double(run.last().h.value().at({0, 0}));
  demand(Stage::behaviour, std::abs(left - std::pow(0.99, 100)) < 1e-6,
         "with keep = 0.99, all weights 0 and h_0 = 1, h_100 is " + lessons::short_text(left) +
             "; it should be 0.99^100 = " + lessons::short_text(std::pow(0.99, 100)));

  const Tensor xs(random_numbers().normal({3, 2, inputs}));
  for (const auto& [name, parameter] : cell.named_parameters()) {
    const auto report = gradcheck([&] { return nn::unrolled(cell, xs).outputs(); }, {parameter});
    demand(Stage::gradient, report.passed,
           "the values are right, but over 3 steps the gradient of " + name +
               " differs from differences of them: does your step cut the graph, by detach() or value()?");
  }
  const nn::Recurrent<Cell> stacked(inputs, hidden, {.layers = 2}, {0.7});
  const nn::Bidirectional<Cell> both(inputs, hidden, {}, {0.7});
  demand(Stage::gradient, stacked.parameters().size() == 12 && both.parameters().size() == 12,
         "two of your cells, stacked or in both directions, have " + std::to_string(stacked.parameters().size()) +
             " parameters; they should have 12, none of them shared");

  const auto states = nn::unrolled(cell, Tensor(random_numbers().normal({5, 1, inputs}))).states;
  const graphs::Snapshot graph(states[4].h);
  const int way = graph.shortest_path(states[0].h, states[4].h).value_or(0);
  demand(Stage::drawing, way <= 12,  // n + (1 − z) ⊙ (h_{t−1} − n) has −, ⊙ and + in a step
         "in the graph of your cell the shortest way from h_1 to h_5 has " + std::to_string(way) +
             " operations; it is one ⊙ and one + for each step, 8 in all");
  const int gates = graph.count_by_op()["sigmoid"];
  demand(Stage::drawing, gates == 5,
         "your graph of 5 steps has " + std::to_string(gates) + " σ; the cell has one gate, so 5 will do");
}
