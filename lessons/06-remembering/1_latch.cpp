// Lesson 6, first program. The smallest memory: one unit that is shown one bit and is to keep it under noise,
//
//   h_t = φ(w h_{t−1} + x_t),   x_1 = ±1,   x_2, x_3 … noise.
//
// We ask two things of several such units: is the bit still there, and what does the gradient say of it?
#include <algorithm>
#include <cmath>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "graphs/plot.hpp"
#include "lessons/support/lesson.hpp"

using namespace unroll;

constexpr Index runs = 1000;
constexpr double noise = 0.1;  // its standard deviation

struct Unit {
  Real w;
  bool squashed = true;  // φ = tanh, or φ(a) = a

  Tensor next(const Tensor& h, const Tensor& x) const {
    const Tensor a = h * w + x;
    return squashed ? tanh(a) : a;
  }
};

// What all units are shown: in each run a bit, then noise.
struct Shown {
  Tensor bits;               // (runs, 1), −1 or 1
  std::vector<Tensor> rest;  // x_2 … x_T

  explicit Shown(Index T) : bits(Tensor(random_numbers().uniform({runs, 1}, -1, 1))) {
    bits = sign(bits);
    for (Index t = 2; t <= T; ++t) rest.emplace_back(random_numbers().normal({runs, 1}, 0, noise));
  }
};

// The share of runs in which h_T has the sign of the bit.
double kept(const Unit& unit, const Shown& shown) {
  NoGrad no_grad;
  Tensor h = unit.next(Tensor(Array::zeros({runs, 1})), shown.bits);
  for (const Tensor& x : shown.rest) h = unit.next(h, x);
  return double(mean(h * shown.bits > 0).item());
}

// dh_T/dh_1 of each run, (runs, 1): by the engine, and as the product of what each step multiplies by.
struct Gradient {
  Tensor engine, product, without_last;  // without what the last step multiplies by

  Gradient(const Unit& unit, const Shown& shown) {
    const Tensor first = variable(unit.next(Tensor(Array::zeros({runs, 1})), shown.bits).value());
    product = Tensor(Array::ones({runs, 1}));
    Tensor h = first;
    for (const Tensor& x : shown.rest) {
      h = unit.next(h, x);
      NoGrad no_grad;
      without_last = product;
      product = product * unit.w * (unit.squashed ? 1 - square(h) : Tensor(Array::ones({runs, 1})));
    }
    engine = grad(sum(h), first);
  }
  double typical() const { return std::exp(double(mean(log(abs(engine))).item())); }  // the geometric mean
};

double apart(const Tensor& a, const Tensor& b) { return double(max(abs(a / b - 1)).item()); }

// Where the latch rests: h = tanh(w h), h > 0.
double well(double w) {
  double h = 1;
  for (int i = 0; i < 1000; ++i) h = std::tanh(w * h);
  return h;
}

// ---- The story ----
void three_units(lessons::Lesson& lesson) {
  lesson.heading("One bit, 1,000 steps, noise of 0.1");
  const Unit leak{Real(0.9), false}, sum{1, false}, latch{2};
  const Shown thousand(1000), hundred(100);
  const double by_leak = kept(leak, thousand), by_sum = kept(sum, thousand), by_latch = kept(latch, thousand);
  const Gradient of_leak(leak, hundred), of_sum(sum, hundred), of_latch(latch, hundred);
  const auto row = [](const char* name, double right, const Gradient& gradient) {
    return std::vector<std::string>{name, lessons::short_text(right), lessons::short_text(gradient.typical())};
  };
  lesson.table({"", "bits kept, T = 1,000", "dh_100/dh_1"},
               {row("h = 0.9 h + x", by_leak, of_leak), row("h = h + x", by_sum, of_sum),
                row("h = tanh(2 h + x)", by_latch, of_latch)});
  lesson.finding("latch_keeps", "bits that the latch keeps for 1,000 steps", by_latch);
  lesson.control("latch_keeps", "that the sum keeps", by_sum);
  lesson.control("latch_keeps", "that the leak keeps", by_leak);
  lesson.finding("sum_gradient", "dh_100/dh_1 of the sum", of_sum.typical());
  lesson.control("sum_gradient", "of the leak", of_leak.typical());
  lesson.finding("latch_gradient", "dh_100/dh_1 of the latch", of_latch.typical());
  lesson.control("latch_gradient", "of the leak", of_leak.typical());
  lesson.finding("product_of_slopes", "against the product of w (1 − h_t²), t = 2 … 100, relative",
                 apart(of_latch.product, of_latch.engine));
  lesson.control("product_of_slopes", "the product for t = 2 … 99", apart(of_latch.without_last, of_latch.engine));
  lesson.quote("well", well(2));
  lesson.quote("well_slope", 2 * (1 - well(2) * well(2)));
}

void trade(lessons::Lesson& lesson) {
  lesson.heading("From leak to latch: h = tanh(w h + x)");
  const Shown thousand(1000), hundred(100);
  const std::vector<double> ws{0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4, 1.6, 1.8, 2};
  std::vector<double> right, gradients;
  double best_of_keepers = 0, best = 0;
  std::vector<std::vector<std::string>> rows;
  for (double w : ws) {
    right.push_back(kept({Real(w)}, thousand));
    gradients.push_back(Gradient({Real(w)}, hundred).typical());
    rows.push_back({lessons::short_text(w), lessons::short_text(right.back()), lessons::short_text(gradients.back())});
    if (right.back() >= 0.99) best_of_keepers = std::max(best_of_keepers, gradients.back());
    best = std::max(best, gradients.back());
  }
  lesson.table({"w", "bits kept, T = 1,000", "dh_100/dh_1"}, rows);
  lesson.finding("best_of_keepers", "the largest dh_100/dh_1 of those that keep 99 % of the bits", best_of_keepers);
  lesson.control("best_of_keepers", "the largest of all", best);

  graphs::Plot plot("One bit in h = tanh(w h + x), kept for 1,000 steps of noise", {"weight w"},
                    {"bits kept", graphs::Scale::linear, 0.4, 1.05});
  plot.line("kept", ws, right);
  plot.level("guessing", 0.5);
  graphs::Plot below("And the gradient over 100 steps", {"weight w"}, {"dh_100/dh_1", graphs::Scale::log});
  below.line("gradient", ws, gradients);
  plot.above(below);
  lesson.save(plot, "trade");
}

void story(lessons::Lesson& lesson) {
  three_units(lesson);
  trade(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("06-remembering/latch", argc, argv, story); }
