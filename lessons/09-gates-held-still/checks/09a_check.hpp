// 9a: one step against the formulas in plain loops, sequences against nn::GRUCell, the gradient against its own and
// against differences, and the way of the state in the graph.
#pragma once

#include "lessons/support/compare.hpp"
#include "nn/gru_cell.hpp"

// The step number by number, with its parts in any order, place[0] being that of r; and with the mistakes told apart.
enum class Slip9a { none, z_of_new, reset_before, bias_outside };
using Places9a = std::array<Index, 3>;
template <class Cell>
Array gru_in_loops(const Cell& cell, const Array& x, const Array& h, Slip9a slip = Slip9a::none,
                   const Places9a& place = {0, 1, 2}) {
  const Array &W_xh = cell.W_xh.value(), &W_hh = cell.W_hh.value(), &b = cell.b.value(), &b_hn = cell.b_hn.value();
  const Index n = h.dim(1);
  Array result = Array::zeros(h.shape());
  for (Index row = 0; row < h.dim(0); ++row) {
    const auto of_x = [&](std::size_t part, Index unit) {
      double a = double(b.at({place[part] * n + unit}));
      for (Index k = 0; k < x.dim(1); ++k) a += double(x.at({row, k}) * W_xh.at({k, place[part] * n + unit}));
      return a;
    };
    const auto of_h = [&](std::size_t part, Index unit, const std::vector<double>& scale) {
      double a = 0;
      for (Index k = 0; k < n; ++k)
        a += scale[std::size_t(k)] * double(h.at({row, k}) * W_hh.at({k, place[part] * n + unit}));
      return a;
    };
    const auto open = [](double a) { return 1 / (1 + std::exp(-a)); };
    const std::vector<double> ones(std::size_t(n), 1.0);
    std::vector<double> r;
    for (Index unit = 0; unit < n; ++unit) r.push_back(open(of_x(0, unit) + of_h(0, unit, ones)));
    for (Index unit = 0; unit < n; ++unit) {
      const double gate = r[std::size_t(unit)], bias = double(b_hn.at({unit}));
      const double past = slip == Slip9a::reset_before   ? of_h(2, unit, r) + bias
                          : slip == Slip9a::bias_outside ? gate * of_h(2, unit, ones) + bias
                                                         : gate * (of_h(2, unit, ones) + bias);
      const double fresh = std::tanh(of_x(2, unit) + past);
      double keep = open(of_x(1, unit) + of_h(1, unit, ones));
      if (slip == Slip9a::z_of_new) keep = 1 - keep;
      result.set({row, unit}, Real((1 - keep) * fresh + keep * double(h.at({row, unit}))));
    }
  }
  return result;
}

template <class Cell>
void check_9a() {
  seed(9);
  Cell cell(2, 3, {});
  const Array x = random_numbers().normal({4, 2}), h = random_numbers().normal({4, 3});
  const Tensor next = cell.step(Tensor(x), {Tensor(h)}).h;
  demand(Stage::value, next && next.shape() == Shape{4, 3},
         "step returns h of shape " + (next ? to_string(next.shape()) : "nothing") +
             " for a batch of 4 and 3 hidden units; it should be (4, 3)");
  const auto is = [&](const Array& other) { return close(next.value(), other); };
  demand(Stage::value, !is(gru_in_loops(cell, x, h, Slip9a::z_of_new)),
         "your z is the share of the new; that is the other convention. Here z says how much of the old stays: "
         "h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}");
  demand(Stage::value, !is(gru_in_loops(cell, x, h, Slip9a::reset_before)),
         "your r multiplies h before the product with W_hn; that is the other place. Here it comes after it: "
         "n = tanh(x W_xn + b_n + r ⊙ (h W_hn + b_hn))");
  demand(Stage::value, !is(gru_in_loops(cell, x, h, Slip9a::bias_outside)),
         "your r does not reach b_hn, which stands inside: r ⊙ (h W_hn + b_hn)");
  Places9a place{0, 1, 2};
  do {
    std::string order = "rzn";
    for (std::size_t part = 0; part < 3; ++part) order[std::size_t(place[part])] = "rzn"[part];
    demand(Stage::value, order == "rzn" || !is(gru_in_loops(cell, x, h, Slip9a::none, place)),
           "your step takes the columns of W_xh, W_hh and b in the order " + order + "; they stand in the order rzn");
  } while (std::next_permutation(place.begin(), place.end()));
  const Array wanted = gru_in_loops(cell, x, h);
  demand(Stage::value, is(wanted),
         "h_t of the first sequence is " + to_string(next.value()[0]) + "; it should be " + to_string(wanted[0]) +
             ", (1 − z) ⊙ n + z ⊙ h_{t−1}");

  nn::GRUCell ours(2, 3);
  ours.W_xh.assign(cell.W_xh.value()), ours.W_hh.assign(cell.W_hh.value());
  ours.b.assign(cell.b.value()), ours.b_hn.assign(cell.b_hn.value());
  for (Index T : {1, 4, 30}) {
    const Tensor xs(random_numbers().normal({T, 2, 2}));
    demand(Stage::behaviour, close(nn::unrolled(cell, xs).last().h.value(), nn::unrolled(ours, xs).last().h.value()),
           "over T = " + std::to_string(T) +
               " steps your cell and nn::GRUCell end with different states, though one step agrees: h_t must follow "
               "from x_t and state.h alone");
  }

  const Tensor xs(random_numbers().normal({3, 2, 2}));
  const auto of = [&](auto& any) { return grad(sum(nn::unrolled(any, xs).outputs()), any.parameters()); };
  const auto mine = of(cell), theirs = of(ours);
  for (std::size_t p = 0; p < mine.size(); ++p)
    demand(Stage::gradient, close(mine[p].value(), theirs[p].value()),
           "the values are right, but the gradient of " + cell.named_parameters()[p].name +
               " over 3 steps is not: does your step cut the graph, by detach() or value()? r, z and n read h_{t−1}, "
               "and a gradient returns through each of them");
  const auto report = gradcheck([&] { return nn::unrolled(cell, xs).outputs(); }, cell.parameters());
  demand(
      Stage::gradient, report.passed,
      "the gradient of your cell over 3 steps differs from differences of its values: is each part made of operations "
      "on tensors?");

  const auto states = nn::unrolled(cell, Tensor(random_numbers().normal({5, 1, 2}))).states;
  const int way = graphs::Snapshot(states[4].h).shortest_path(states[0].h, states[4].h).value_or(0);
  demand(Stage::drawing, way <= 12,  // n + z ⊙ (h_{t−1} − n) has −, ⊙ and + in a step
         "in the graph of your cell the shortest way from h_1 to h_5 has " + std::to_string(way) +
             " operations; through z ⊙ h_{t−1} it is one ⊙ and one + for each step, 8 in all");
}
