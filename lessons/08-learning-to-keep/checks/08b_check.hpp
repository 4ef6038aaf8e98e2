// 8b: one step against plain loops, what the matrix does to a length, the gradient against differences, and the graph.
#pragma once

#include "lessons/support/compare.hpp"

// The step number by number, and with a mistake.
enum class Slip8b { none, symmetric, epsilon_inside, no_old, grows };
inline Array antisymmetric_in_loops(const Array& x, const Array& h, const Array& V, const Array& W, const Array& b,
                                    double epsilon, double gamma, Slip8b slip = Slip8b::none) {
  const Index n = h.dim(1);
  Array next = Array::zeros(h.shape());
  for (Index row = 0; row < h.dim(0); ++row)
    for (Index j = 0; j < n; ++j) {
      double a = double(b.at({j}));
      for (Index k = 0; k < x.dim(1); ++k) a += double(x.at({row, k}) * V.at({k, j}));
      for (Index k = 0; k < n; ++k) {
        const double other = double(W.at({j, k}));
        a += double(h.at({row, k})) * (double(W.at({k, j})) + (slip == Slip8b::symmetric ? other : -other));
      }
      a += (slip == Slip8b::grows ? gamma : -gamma) * double(h.at({row, j}));
      const double moved = slip == Slip8b::epsilon_inside ? std::tanh(epsilon * a) : epsilon * std::tanh(a);
      next.set({row, j}, Real((slip == Slip8b::no_old ? 0 : double(h.at({row, j}))) + moved));
    }
  return next;
}

template <class Step>
void check_8b(Step step) {
  seed(8);
  const auto draw = [](const Shape& shape) { return variable(random_numbers().normal(shape)); };
  const Tensor x = draw({4, 2}), h = draw({4, 3}), V = draw({2, 3}), W = draw({3, 3}), b = draw({3});
  const Real epsilon = Real(0.3), gamma = Real(0.2);
  const Tensor got = step(x, h, V, W, b, epsilon, gamma);
  demand(Stage::value, got && got.shape() == Shape{4, 3},
         std::string("your step returns ") + (got ? "the shape " + to_string(got.shape()) : "an empty tensor") +
             " for a batch of 4 and 3 hidden units; it should be (4, 3)");
  const auto loops = [&](Slip8b slip = Slip8b::none) {
    return antisymmetric_in_loops(x.value(), h.value(), V.value(), W.value(), b.value(), double(epsilon), double(gamma),
                                  slip);
  };
  const auto is = [&](Slip8b slip) { return close(got.value(), loops(slip)); };
  demand(Stage::value, !is(Slip8b::symmetric),
         "your matrix is W + Wᵀ, which is symmetric: its eigenvalues are real, and some make h grow; W − Wᵀ turns it");
  demand(Stage::value, !is(Slip8b::epsilon_inside),
         "your ε stands inside the tanh; it is the length of the step: ε tanh(…)");
  demand(Stage::value, !is(Slip8b::no_old), "your step forgets h_{t−1}; it is added to: h_t = h_{t−1} + ε tanh(…)");
  demand(Stage::value, !is(Slip8b::grows), "your γ pushes h outwards; − γ I draws it in");
  demand(Stage::value, is(Slip8b::none),
         "h_t of the first sequence is " + to_string(got.value()[0]) + "; it should be " + to_string(loops()[0]));

  // h (W − Wᵀ) hᵀ = 0: for a small ε, and without input, the length of h does not change to first order.
  const Real small = Real(std::sqrt(rounding));
  const Tensor nothing(Array::zeros({4, 2})), none(Array::zeros({3})), little((h * Real(0.001)).value());
  const Array before = norm(little, {1}).value(),
              after = norm(step(nothing, little, V, W, none, small, 0), {1}).value();
  for (Index row = 0; row < 4; ++row)
    demand(Stage::behaviour,
           std::abs(double(after.at({row}) / before.at({row})) - 1) <= 1000 * double(small) * double(small),
           "without input and with γ = 0 a small step should turn h and keep its length; yours changes it from " +
               lessons::short_text(double(before.at({row}))) + " to " + lessons::short_text(double(after.at({row}))));

  const auto report = gradcheck([&] { return step(x, h, V, W, b, epsilon, gamma); }, {x, h, V, W, b});
  demand(Stage::gradient, report.passed,
         "the values are right, but the gradient differs from differences of them: does your step cut the graph, by "
         "detach() or value()? W is used twice, and both uses have a gradient");
  const graphs::Snapshot graph(got);
  demand(Stage::drawing, graph.uses(W) == 2,
         "your graph uses W " + std::to_string(graph.uses(W)) + " times in a step; as W and as Wᵀ that makes 2");
  const int way = graph.shortest_path(h, got).value_or(0);
  demand(Stage::drawing, way == 1,
         "in your graph the shortest way from h_{t−1} to h_t has " + std::to_string(way) +
             " operations; it is the + alone, as on a belt");
}
