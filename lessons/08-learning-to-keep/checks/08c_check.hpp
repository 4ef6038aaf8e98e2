// 8c: against a matrix made of the mirrors in plain loops; lengths over many steps, there and back; the gradient.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

// Row h through the mirrors, number by number, and with a mistake.
enum class Slip8c { none, flattens, same_side, backwards, not_unit };
inline Array mirrors_in_loops(const Array& h, const Array& vs, Slip8c slip = Slip8c::none) {
  const Index n = h.dim(1), mirrors = vs.dim(0);
  Array turned = Array::zeros(h.shape());
  for (Index row = 0; row < h.dim(0); ++row) {
    for (Index j = 0; j < n; ++j) turned.set({row, j}, h.at({row, j}));
    for (Index m = 0; m < mirrors; ++m) {
      const Index k = slip == Slip8c::backwards ? mirrors - 1 - m : m;
      double along = 0, square = 0;
      for (Index j = 0; j < n; ++j) {
        along += double((slip == Slip8c::same_side ? h : turned).at({row, j}) * vs.at({k, j}));
        square += double(vs.at({k, j}) * vs.at({k, j}));
      }
      if (slip == Slip8c::not_unit) square = 1;
      const double share = (slip == Slip8c::flattens ? 1 : 2) * along / square;
      for (Index j = 0; j < n; ++j)
        turned.set({row, j}, Real(double(turned.at({row, j})) - share * double(vs.at({k, j}))));
    }
  }
  return turned;
}

template <class Mirrors>
void check_8c(Mirrors through_mirrors) {
  seed(8);
  const Tensor h = variable(random_numbers().normal({3, 4})), vs = variable(random_numbers().normal({4, 4}));
  const Tensor got = through_mirrors(h, vs);
  demand(Stage::value, got && got.shape() == Shape{3, 4},
         std::string("your function returns ") + (got ? "the shape " + to_string(got.shape()) : "an empty tensor") +
             " for a batch of 3 and 4 hidden units; it should be (3, 4)");
  const auto is = [&](Slip8c slip) { return close(got.value(), mirrors_in_loops(h.value(), vs.value(), slip)); };
  demand(Stage::value, !is(Slip8c::flattens),
         "your mirror takes the part along v away once, and what is left lies in the mirror; twice is turned around");
  demand(Stage::value, !is(Slip8c::not_unit), "your mirrors take every v to have length 1; divide by v · v");
  demand(Stage::value, !is(Slip8c::same_side),
         "each of your mirrors is shown h itself; the second is to see what came out of the first");
  demand(Stage::value, !is(Slip8c::backwards), "your h goes through the last mirror first; v_1 comes first");
  demand(Stage::value, is(Slip8c::none),
         "h Q of the first row is " + to_string(got.value()[0]) + "; it should be " +
             to_string(mirrors_in_loops(h.value(), vs.value())[0]));

  // A linear cell with this matrix, over 200 steps: lengths stay, there and back.
  Tensor state = h;
  for (int t = 0; t < 200; ++t) state = through_mirrors(state, vs);
  const Array seed_of_end = random_numbers().normal({3, 4});
  const Array back = grad(state, h, {.seed = Tensor(seed_of_end)}).value();
  const auto length = [](const Array& a) { return double(norm(Tensor(a)).item()); };
  demand(Stage::behaviour, std::abs(length(state.value()) / length(h.value()) - 1) <= 100 * rounding,
         "after 200 steps the length of h is " + lessons::short_text(length(state.value())) + "; it was " +
             lessons::short_text(length(h.value())) + ", and mirrors keep it");
  demand(Stage::gradient, std::abs(length(back) / length(seed_of_end) - 1) <= 100 * rounding,
         "a gradient of length " + lessons::short_text(length(seed_of_end)) + " comes back over 200 steps with " +
             lessons::short_text(length(back)) + "; mirrors keep it");
  const auto report = gradcheck([&] { return through_mirrors(h, vs); }, {h, vs});
  demand(Stage::gradient, report.passed,
         "the values are right, but the gradient differs from differences of them: is each v part of the graph? The "
         "mirrors are what is to be learnt");
}
