// 6a: the latch on single pulses, left alone, and under noise; and what its gradient says.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

template <class Latch>
struct Unit6a {
  Latch numbers;
  Tensor next(const Tensor& h, const Tensor& x) const { return tanh(h * numbers.w + x * numbers.u + numbers.b); }
  double next(double h, double x) const { return std::tanh(numbers.w * h + numbers.u * x + numbers.b); }
};

template <class Latch>
void check_6a(Latch latch()) {
  const Unit6a<Latch> unit{latch()};
  const auto text = [](double x) { return lessons::short_text(x); };
  const std::string yours =
      "with w = " + text(unit.numbers.w) + ", u = " + text(unit.numbers.u) + ", b = " + text(unit.numbers.b) + " ";
  for (double pulse : {1.0, -1.0})
    demand(Stage::value, unit.next(0, pulse) * pulse > 0,
           yours + "a pulse of " + text(pulse) + " makes h_1 = " + text(unit.next(0, pulse)) +
               "; it should have its sign");

  double wells[2];
  for (const int i : {0, 1}) {
    const double pulse = i == 0 ? 1 : -1;
    double& h = wells[i] = 0;
    for (int t = 1; t <= 1000; ++t) h = unit.next(h, t == 1 ? pulse : 0);
    const std::string after = "a pulse of " + text(pulse) + " and 999 steps without any leave h = " + text(h);
    demand(Stage::behaviour, std::abs(h) > 0.05,
           yours + after + ": the bit leaks away. Only if w is greater than 1 is there a well beside h = 0");
    demand(Stage::behaviour, h * pulse > 0, yours + after + ": there is one well only, and b fills the other");
  }
  for (const int i : {0, 1}) {
    const double pulse = i == 0 ? -1 : 1;
    double h = wells[i];
    for (int t = 1; t <= 3; ++t) h = unit.next(h, t == 1 ? pulse : 0);
    demand(Stage::behaviour, h * pulse > 0,
           yours + "a pulse of " + text(pulse) + " does not turn h = " + text(wells[i]) +
               ": there w h is nearly as large as w, and u has to be larger");
  }

  seed(6);
  const Index runs = 1000;
  Array last = Array::ones({runs, 1});
  Tensor h(Array::zeros({runs, 1}));
  {
    NoGrad no_grad;
    for (int t = 1; t <= 1000; ++t) {
      Array x = random_numbers().normal({runs, 1}, 0, 0.1);
      for (Index i = 0; i < runs; ++i)
        if (t == 1 || random_numbers().uniform() < 0.01) {
          last.set({i, 0}, random_numbers().uniform() < 0.5 ? -1 : 1);
          x.set({i, 0}, last.at({i, 0}));
        }
      h = unit.next(h, Tensor(x));
    }
  }
  const double right = double(mean(h * Tensor(last) > 0).item());
  demand(Stage::behaviour, right >= 0.999,
         yours + "h has the sign of the last pulse in " + text(right) +
             " of 1,000 runs of 1,000 steps: noise turns it; 0.1 u has to be small beside w h in the well, by a factor "
             "of 6 or so");

  const Tensor first = variable(Array::full({1, 1}, Real(0.5)));
  h = first;
  for (int t = 2; t <= 100; ++t) h = unit.next(h, Tensor(random_numbers().normal({1, 1}, 0, 0.1)));
  const double slope = std::abs(double(grad(sum(h), first).item()));
  demand(Stage::gradient, slope < 1e-10,
         yours + "dh_100/dh_1 is " + text(slope) + "; a latch that withstands this noise has less than 1e-10");
}
