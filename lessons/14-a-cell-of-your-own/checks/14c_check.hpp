// 14c: where λ begins, one step and long ones in std::complex, what training may do to |λ|, gradients of both parts,
// and the graph.
#pragma once

#include <complex>

#include "checks/named.hpp"
#include "lessons/support/band.hpp"

enum class Slip14c { none, other_sign, no_gamma, once };
// s_t = λ s_{t−1} + γ (x B), in complex numbers; and with a mistake.
struct Complex14c {
  Array re, im;
};
inline Complex14c ring_in_loops(const nn::Module& cell, const Array& x, const Complex14c& s,
                                Slip14c slip = Slip14c::none) {
  const Index inputs = x.dim(1), hidden = s.re.dim(1);
  const auto of = [&](const char* name, const Shape& shape) { return named(cell, name, shape).value(); };
  const Array nu = of("nu", {hidden}), theta = of("theta", {hidden}), B_re = of("B_re", {inputs, hidden}),
              B_im = of("B_im", {inputs, hidden});
  Complex14c next{Array::zeros(s.re.shape()), Array::zeros(s.re.shape())};
  for (Index row = 0; row < x.dim(0); ++row)
    for (Index j = 0; j < hidden; ++j) {
      const double e = std::exp(double(nu.at({j})));
      const double radius = std::exp(slip == Slip14c::once ? double(nu.at({j})) : -e);
      const double gamma = slip == Slip14c::no_gamma ? 1 : std::sqrt(1 - radius * radius);
      const std::complex<double> lambda = std::polar(radius, double(theta.at({j}))),
                                 old(double(s.re.at({row, j})), double(s.im.at({row, j})));
      std::complex<double> read;
      for (Index k = 0; k < inputs; ++k)
        read += double(x.at({row, k})) * std::complex<double>(double(B_re.at({k, j})), double(B_im.at({k, j})));
      std::complex<double> now = lambda * old + gamma * read;
      if (slip == Slip14c::other_sign) now += 2 * lambda.imag() * old.imag();
      next.re.set({row, j}, Real(now.real())), next.im.set({row, j}, Real(now.imag()));
    }
  return next;
}

template <class Cell>
void check_14c() {
  seed(14);
  const Index inputs = 2, hidden = 3;
  Cell cell(inputs, hidden, {0.5, 0.8});
  const Array x = random_numbers().normal({4, inputs}), re = random_numbers().normal({4, hidden}),
              im = random_numbers().normal({4, hidden});
  const auto got = cell.step(Tensor(x), {Tensor(re), Tensor(im)});
  for (const auto& [name, part] : {std::pair{"h", got.h}, {"im", got.im}})
    demand(Stage::value, part && part.shape() == Shape{4, hidden},
           std::string("step returns ") + name + " of shape " + (part ? to_string(part.shape()) : "nothing") +
               " for a batch of 4 and 3 hidden units; it should be (4, 3)");
  const auto is = [&](Slip14c slip) {
    const Complex14c s = ring_in_loops(cell, x, {re, im}, slip);
    return close(got.h.value(), s.re) && close(got.im.value(), s.im);
  };
  demand(Stage::value, !is(Slip14c::other_sign),
         "your real part adds Im λ · im where it should take it away: i · i = −1");
  demand(Stage::value, !is(Slip14c::no_gamma), "what your cell reads is not multiplied by γ = √(1 − |λ|²)");
  demand(Stage::value, !is(Slip14c::once),
         "your |λ| is exp(ν), which training may move past 1; exp(−exp(ν)) it cannot");
  const Complex14c wanted = ring_in_loops(cell, x, {re, im});
  demand(Stage::value, close(got.h.value(), wanted.re),
         "the real part of the first sequence is " + to_string(got.h.value()[0]) + "; it should be " +
             to_string(wanted.re[0]));
  demand(Stage::value, close(got.im.value(), wanted.im),
         "the real part is right, but the imaginary part of the first sequence is " + to_string(got.im.value()[0]) +
             "; it should be " + to_string(wanted.im[0]));

  // The ring. Evenly spread, half of the units have |λ|² above the middle of inner² and outer².
  const Index many = 400;
  const double inner = 0.2, outer = 0.9, middle = (inner * inner + outer * outer) / 2;
  const Cell spread(inputs, many, {inner, outer});
  const Array nu = named(spread, "nu", {many}).value(), theta = named(spread, "theta", {many}).value();
  int further_out = 0;
  double turns_re = 0, turns_im = 0;
  for (Index j = 0; j < many; ++j) {
    const double radius = std::exp(-std::exp(double(nu.at({j}))));
    demand(Stage::value, radius >= inner - 1e-6 && radius <= outer + 1e-6,
           "unit " + std::to_string(j + 1) + " begins with |λ| = " + lessons::short_text(radius) +
               ", outside the ring from " + lessons::short_text(inner) + " to " + lessons::short_text(outer));
    further_out += radius * radius > middle;
    turns_re += std::cos(double(theta.at({j}))) / double(many),
        turns_im += std::sin(double(theta.at({j}))) / double(many);
  }
  demand(Stage::value, further_out > 0.42 * double(many) && further_out < 0.58 * double(many),
         std::to_string(further_out) +
             " of 400 units begin in the outer half of the ring's area; evenly spread it is "
             "half of them. It is |λ|² that is uniform: there is more room further out");
  demand(Stage::value, std::hypot(turns_re, turns_im) < 0.2,
         "your θ are not spread over the whole circle: their mean direction has the length " +
             lessons::short_text(std::hypot(turns_re, turns_im)) + ", where 0 to 2π, uniform, have about 0");

  // Alone it winds inwards: |λ|^T and T θ. And whatever training does to ν, it does not grow.
  const Index T = 50;
  const auto alone = nn::unrolled(cell, Tensor(Array::zeros({T, 4, inputs})), {Tensor(re), Tensor(im)}).last();
  const Array own_nu = named(cell, "nu", {hidden}).value(), own_theta = named(cell, "theta", {hidden}).value();
  for (Index j = 0; j < hidden; ++j) {
    const std::complex<double> s =
        std::complex<double>(double(re.at({0, j})), double(im.at({0, j}))) *
        std::polar(std::exp(-double(T) * std::exp(double(own_nu.at({j})))), double(T) * double(own_theta.at({j})));
    demand(Stage::behaviour, std::abs(s.real() - double(alone.h.value().at({0, j}))) <= rounding * 100 * std::abs(s),
           "without input, h of unit " + std::to_string(j + 1) + " is " +
               lessons::short_text(double(alone.h.value().at({0, j}))) +
               " after 50 steps; it should be Re(λ^50 s_0) = " + lessons::short_text(s.real()));
  }
  Cell pushed(inputs, hidden, {0.5, 0.8});
  named(pushed, "nu", {hidden}).assign(Array::full({hidden}, Real(3)));
  const auto far = pushed.step(Tensor(Array::zeros({1, inputs})),
                               {Tensor(Array::ones({1, hidden})), Tensor(Array::zeros({1, hidden}))});
  demand(
      Stage::behaviour, largest(far.h.value()) < 1 && largest(far.im.value()) < 1,
      "when training has moved ν to 3, a step makes 1 into " + to_string(far.h.value()[0]) + "; |λ| must stay below 1");

  const Tensor xs(random_numbers().normal({4, 2, inputs}));
  for (const char* part : {"real", "imaginary"})
    for (const auto& [name, parameter] : cell.named_parameters()) {
      const auto report = gradcheck(
          [&] {
            const auto last = nn::unrolled(cell, xs).last();
            return part[0] == 'r' ? last.h : last.im;
          },
          {parameter});
      demand(Stage::gradient, report.passed,
             "the values are right, but over 4 steps the gradient of the " + std::string(part) + " part by " + name +
                 " differs from differences of it: are λ and γ made of ν and θ by operations on tensors?");
    }

  const auto states = nn::unrolled(cell, Tensor(random_numbers().normal({5, 1, inputs}))).states;
  const graphs::Snapshot graph(states[4].h);
  int met = 0;
  for (int node : graph.shortest_way(states[0].h, states[4].h)) met += graph.nodes()[std::size_t(node)].op == "matmul";
  demand(Stage::drawing, met == 0,
         "in the graph of your cell the shortest way from h_1 to h_5 meets " + std::to_string(met) +
             " matrices; λ is diagonal, and is multiplied number by number");
}
