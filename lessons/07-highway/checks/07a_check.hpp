// 7a: one step against the formulas in plain loops, sequences against nn::LSTMCell, the gradient against differences,
// and the belt as it stands in the graph.
#pragma once

#include "lessons/support/compare.hpp"
#include "nn/lstm_cell.hpp"

// The step number by number, with the gates in any order, place[0] being that of i; and with the mistakes told apart.
enum class Slip { none, no_output_tanh, tanh_on_belt };
using Places = std::array<Index, 4>;
struct Numbers7a {
  Array h, c;
};
template <class Cell>
Numbers7a lstm_in_loops(const Cell& cell, const Array& x, const Array& h, const Array& c,
                        const Places& place = {0, 1, 2, 3}, Slip slip = Slip::none) {
  const Array &W_xh = cell.W_xh.value(), &W_hh = cell.W_hh.value(), &b = cell.b.value();
  const Index n = h.dim(1);
  Numbers7a result{Array::zeros(h.shape()), Array::zeros(c.shape())};
  for (Index row = 0; row < h.dim(0); ++row)
    for (Index unit = 0; unit < n; ++unit) {
      std::array<double, 4> a{};
      for (std::size_t gate = 0; gate < 4; ++gate) {
        const Index column = place[gate] * n + unit;
        a[gate] = double(b.at({column}));
        for (Index k = 0; k < x.dim(1); ++k) a[gate] += double(x.at({row, k}) * W_xh.at({k, column}));
        for (Index k = 0; k < n; ++k) a[gate] += double(h.at({row, k}) * W_hh.at({k, column}));
      }
      const auto open = [](double v) { return 1 / (1 + std::exp(-v)); };
      double belt = open(a[1]) * double(c.at({row, unit})) + open(a[0]) * std::tanh(a[2]);
      if (slip == Slip::tanh_on_belt) belt = std::tanh(belt);
      result.c.set({row, unit}, Real(belt));
      result.h.set({row, unit}, Real(open(a[3]) * (slip == Slip::none ? std::tanh(belt) : belt)));
    }
  return result;
}

template <class Cell>
void check_7a() {
  seed(7);
  Cell cell(2, 3, {});
  const Array x = random_numbers().normal({4, 2}), h = random_numbers().normal({4, 3}),
              c = random_numbers().normal({4, 3});
  const auto next = cell.step(Tensor(x), {Tensor(h), Tensor(c)});
  for (const auto& [name, tensor] : {std::pair{"h", next.h}, {"c", next.c}})
    demand(Stage::value, tensor && tensor.shape() == Shape{4, 3},
           std::string("step returns ") + name + " of shape " + (tensor ? to_string(tensor.shape()) : "nothing") +
               " for a batch of 4 and 3 hidden units; it should be (4, 3)");
  const auto is = [&](const Numbers7a& numbers) {
    return close(next.h.value(), numbers.h) && close(next.c.value(), numbers.c);
  };
  Places place{0, 1, 2, 3};
  do {
    std::string order = "ifgo";
    for (std::size_t gate = 0; gate < 4; ++gate) order[std::size_t(place[gate])] = "ifgo"[gate];
    demand(Stage::value, order == "ifgo" || !is(lstm_in_loops(cell, x, h, c, place)),
           "your step takes the columns of W_xh, W_hh and b in the order " + order + "; they stand in the order ifgo");
  } while (std::next_permutation(place.begin(), place.end()));
  const Places right{0, 1, 2, 3};
  demand(Stage::value, !is(lstm_in_loops(cell, x, h, c, right, Slip::no_output_tanh)),
         "your h_t is o ⊙ c_t; what is shown is squashed: h_t = o ⊙ tanh(c_t)");
  demand(Stage::value, !is(lstm_in_loops(cell, x, h, c, right, Slip::tanh_on_belt)),
         "your c_t is squashed by a tanh, at every step anew; it belongs after the belt: c_t = f ⊙ c_{t−1} + i ⊙ g, "
         "h_t = o ⊙ tanh(c_t)");
  const Numbers7a wanted = lstm_in_loops(cell, x, h, c);
  demand(Stage::value, !close(next.h.value(), wanted.c) || !close(next.c.value(), wanted.h),
         "both parts are right, but your step returns c_t as h and h_t as c; State has h first");
  demand(Stage::value, close(next.c.value(), wanted.c),
         "c_t of the first sequence is " + to_string(next.c.value()[0]) + "; it should be " + to_string(wanted.c[0]) +
             ", f ⊙ c_{t−1} + i ⊙ g");
  demand(Stage::value, close(next.h.value(), wanted.h),
         "c_t is right, but h_t of the first sequence is " + to_string(next.h.value()[0]) + "; it should be " +
             to_string(wanted.h[0]) + ", o ⊙ tanh(c_t)");

  nn::LSTMCell ours(2, 3);
  ours.W_xh.assign(cell.W_xh.value()), ours.W_hh.assign(cell.W_hh.value()), ours.b.assign(cell.b.value());
  for (Index T : {1, 4, 30}) {
    const Tensor xs(random_numbers().normal({T, 2, 2}));
    demand(Stage::behaviour, close(nn::unrolled(cell, xs).last().c.value(), nn::unrolled(ours, xs).last().c.value()),
           "over T = " + std::to_string(T) +
               " steps your cell and nn::LSTMCell end with different c, though one step " +
               "agrees: (h_t, c_t) must follow from x_t, state.h and state.c alone");
  }

  const Tensor xs(random_numbers().normal({3, 2, 2}));
  const auto of = [&](auto& any) { return grad(sum(nn::unrolled(any, xs).outputs()), any.parameters()); };
  const auto mine = of(cell), theirs = of(ours);
  for (std::size_t p = 0; p < mine.size(); ++p)
    demand(
        Stage::gradient, close(mine[p].value(), theirs[p].value()),
        "the values are right, but the gradient of " + cell.named_parameters()[p].name +
            " over 3 steps is not: does your step cut the graph, by detach() or value()? The gates read h_{t−1}, and "
            "a gradient returns through each of them");
  const auto report = gradcheck([&] { return nn::unrolled(cell, xs).outputs(); }, cell.parameters());
  demand(
      Stage::gradient, report.passed,
      "the gradient of your cell over 3 steps differs from differences of its values: is each part made of operations "
      "on tensors?");

  const auto states = nn::unrolled(cell, Tensor(random_numbers().normal({5, 1, 2}))).states;
  const graphs::Snapshot graph(states[4].c);
  const int way = graph.shortest_path(states[0].c, states[4].c).value_or(0);
  demand(Stage::drawing, way == 8,
         "in the graph of your cell the shortest way from c_1 to c_5 has " + std::to_string(way) +
             " operations; on the belt it is one ⊙ and one + for each step, 8 in all");
}
