// 5d: each number cut on both sides; and a gradient that loses its direction by it, though it still leads downhill.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"

inline double dot_5d(const Array& a, const Array& b) {
  double sum = 0;
  for (Index i = 0; i < a.size(); ++i) sum += double(a.data()[i]) * double(b.data()[i]);
  return sum;
}

template <class Clip, class Bent>
void check_5d(Clip clip_each, Bent bent) {
  seed(5);
  const Array got = clip_each(Array({2, 2}, {3, Real(-0.2), -7, Real(0.5)}), Real(0.5));
  demand(Stage::value, got.shape() == Shape({2, 2}),
         "clip_each returns the shape " + to_string(got.shape()) + " for a gradient of (2, 2)");
  demand(Stage::value, got.data()[2] >= Real(-0.5),
         "clip_each leaves −7 at " + lessons::short_text(got.data()[2]) +
             " with a bound of 0.5; a gradient explodes on both sides of 0, so cut at −most, too");
  demand(Stage::value, close(got, Array({2, 2}, {Real(0.5), Real(-0.2), Real(-0.5), Real(0.5)})),
         "clip_each makes of (3, −0.2, −7, 0.5) with a bound of 0.5 something else than (0.5, −0.2, −0.5, 0.5)");

  for (const Real most : {Real(1), Real(0.01)}) {
    const std::string with = "with a bound of " + lessons::short_text(most) + " ";
    const Array g = bent(most);
    demand(Stage::behaviour, g.shape() == Shape{4},
           with + "bent returns the shape " + to_string(g.shape()) + "; it should be (4)");
    demand(Stage::behaviour, largest(g) > 0 && std::isfinite(largest(g)),
           with + "bent returns a gradient without a direction");
    const Array cut = clip_each(g, most);
    const double cosine = dot_5d(g, cut) / std::sqrt(dot_5d(g, g) * dot_5d(cut, cut));
    const Real* x = g.data();
    const auto giants = std::count_if(x, x + 4, [&](Real v) { return std::abs(v) > most; });
    const auto zeros = std::count(x, x + 4, Real(0));
    demand(Stage::behaviour, cosine <= 0.999,
           with + "your gradient keeps its direction, the cosine is " + lessons::short_text(cosine) +
               (giants == 1 && zeros == 3 ? ": a giant alone is shortened along itself; what bends is that its "
                                            "neighbours are not"
                                          : ": it needs numbers above the bound and others that are not"));
    demand(Stage::behaviour, cosine < 0.51,
           with + "the cosine is " + lessons::short_text(cosine) +
               ", and 0.51 is to be beaten: one number should be a giant, and the others at the bound, so that after "
               "the cut all four say the same");
  }
  for (int i = 0; i < 20; ++i) {
    const Array g = random_numbers().normal({6}, 0, 5);
    demand(Stage::gradient, dot_5d(g, clip_each(g, 1)) > 0,
           "clip_each turns a gradient by more than 90 degrees, so that a step against it leads uphill; no sign may "
           "change");
  }
}
