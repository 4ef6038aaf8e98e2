// 5a: one length for all arrays, one factor for all numbers, and nothing done to a gradient that is short enough.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

inline double length_5a(const std::vector<Array>& gradients) {
  double squares = 0;
  for (const Array& g : gradients)
    for (const Real x : g.numbers()) squares += double(x) * double(x);
  return std::sqrt(squares);
}

// What a library may add to the length before it divides (10⁻⁶) is no mistake.
inline bool near_5a(double got, double wanted) { return std::abs(got - wanted) <= 1e-5 * std::abs(wanted); }

template <class Clip>
void check_5a(Clip clip) {
  seed(5);
  const auto text = [](double x) { return lessons::short_text(x); };
  {
    std::vector<Array> g{Array({2}, {3, 0}), Array({1, 1}, {4})};
    const double said = clip(g, 1);
    demand(Stage::value, g.size() == 2 && g[0].shape() == Shape{2} && g[1].shape() == Shape({1, 1}),
           "your clip changes how many arrays there are, or their shapes; it should change their numbers only");
    demand(Stage::value, !near_5a(g[0].data()[0], 3.0 / 25),
           "of (3, 0) and (4), clipped to 1, you make (0.12, 0) and (0.16): you divide by 25, the length squared");
    demand(Stage::value, !near_5a(g[0].data()[0], 1),
           "of (3, 0) and (4), clipped to 1, you make (1, 0) and (1): each array has lost its own length, 3 and 4, and "
           "the gradient now points elsewhere; its length is that of all arrays together, 5");
    demand(Stage::value, near_5a(g[0].data()[0], 0.6) && near_5a(g[1].data()[0], 0.8) && g[0].data()[1] == 0,
           "of (3, 0) and (4), clipped to 1, you make (" + text(g[0].data()[0]) + ", " + text(g[0].data()[1]) +
               ") and (" + text(g[1].data()[0]) + "); the length is 5, so it should be (0.6, 0) and (0.8)");
    demand(Stage::value, near_5a(said, 5),
           "you return " + text(said) +
               " for (3, 0) and (4); return the length before clipping, 5: who trains wants to "
               "see how long the gradient was");
  }
  for (const double size : {0.9, 0.0}) {
    std::vector<Array> g{Array({2}, {Real(0.6 * size), 0}), Array({1}, {Real(-0.8 * size)})};
    const std::vector<Array> before = g;
    const double said = clip(g, 1);
    for (std::size_t i = 0; i < g.size(); ++i)
      for (Index k = 0; k < g[i].size(); ++k) {
        const double is = g[i].data()[k], was = before[i].data()[k];
        demand(Stage::behaviour, !std::isnan(is),
               "a gradient of zeros becomes NaN: there the length is 0, and you divide by it");
        demand(Stage::behaviour, is == was,
               "a gradient of length " + text(size) + ", clipped to 1, is changed: " + text(was) + " becomes " +
                   text(is) + "; one that is short enough should stay as it is, to the last digit");
      }
    demand(Stage::behaviour, near_5a(said, size),
           "you return " + text(said) + " for a gradient of length " + text(size));
  }

  // The gradient of a network whose weights were drawn too large.
  const nn::RNNCell cell(2, 5);
  cell.W_hh.assign(nn::init::orthogonal(5, 5, 3));
  sum(nn::unrolled(cell, Tensor(random_numbers().normal({20, 3, 2}))).last().h).backward();
  std::vector<Array> g;
  for (const Tensor& p : cell.parameters()) g.push_back(p.grad());
  const std::vector<Array> before = g;
  const double length = length_5a(before), said = clip(g, 0.5);
  double along = 0;
  for (std::size_t i = 0; i < g.size(); ++i)
    for (Index k = 0; k < g[i].size(); ++k) along += double(g[i].data()[k]) * double(before[i].data()[k]);
  const double cosine = along / (length * length_5a(g));
  demand(Stage::gradient, cosine > 1 - 1e-6,
         "the gradient of a recurrent network, clipped to 0.5, changes its direction: the cosine between before and "
         "after is " +
             text(cosine) + "; multiply all numbers of all parameters by the same factor");
  demand(Stage::gradient, near_5a(length_5a(g), 0.5),
         "the gradient of a recurrent network, clipped to 0.5, has the length " + text(length_5a(g)) + " afterwards");
  demand(Stage::gradient, near_5a(said, length),
         "you return " + text(said) + " for the gradient of a recurrent network; its length was " + text(length));
}
