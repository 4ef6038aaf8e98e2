// 13b: against plain loops and their slips, against the parallel form, what a longer sequence costs, the gradient, and
// how far back the graph's only way from the first step leads.
#pragma once

#include "graphs/cost.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "nn/linear_attention.hpp"

// Number by number, and with a mistake.
enum class Slip13b { none, reads_first, not_divided, bare_query };
inline Array linear_attention_in_loops(const Array& q, const Array& k, const Array& v, Slip13b slip = Slip13b::none) {
  const Index steps = q.dim(0), d = q.dim(1), e = v.dim(1);
  const auto phi = [](double x) { return x > 0 ? x + 1 : std::exp(x); };
  Array y = Array::zeros({steps, e});
  for (Index t = 0; t < steps; ++t) {
    double matches = 0;
    std::vector<double> row(std::size_t(e), 0.0);
    const Index last = slip == Slip13b::reads_first && t > 0 ? t - 1 : t;
    for (Index j = 0; j <= last; ++j) {
      double match = 0;
      for (Index i = 0; i < d; ++i) {
        const double query = double(q.at({t, i}));
        match += (slip == Slip13b::bare_query ? query : phi(query)) * phi(double(k.at({j, i})));
      }
      matches += match;
      for (Index i = 0; i < e; ++i) row[std::size_t(i)] += match * double(v.at({j, i}));
    }
    for (Index i = 0; i < e; ++i)
      y.set({t, i}, Real(row[std::size_t(i)] / (slip == Slip13b::not_divided ? 1 : matches)));
  }
  return y;
}

template <class Steps>
void check_13b(Steps by_steps) {
  seed(13);
  const auto draw = [](const Shape& shape) { return variable(random_numbers().normal(shape)); };
  const Tensor q = draw({5, 3}), k = draw({5, 3}), v = draw({5, 2});
  const Tensor got = by_steps(q, k, v);
  demand(Stage::value, got && got.shape() == Shape{5, 2},
         std::string("your function returns ") + (got ? "the shape " + to_string(got.shape()) : "an empty tensor") +
             " for 5 steps and values of 2 numbers; it should be (5, 2)");
  const auto loops = [&](Slip13b slip = Slip13b::none) {
    return linear_attention_in_loops(q.value(), k.value(), v.value(), slip);
  };
  demand(Stage::value, !close(got.value(), loops(Slip13b::reads_first)),
         "your y_t is read before φ(k_t) is added; S_t and z_t have step t in them");
  demand(Stage::value, !close(got.value(), loops(Slip13b::not_divided)),
         "your y_t is not divided by φ(q_t)ᵀ z_t: the weights of what is read add up to 1");
  demand(Stage::value, !close(got.value(), loops(Slip13b::bare_query)),
         "φ is missing for the query; a match is φ(q)ᵀ φ(k), which is positive");
  for (Index t = 0; t < 5; ++t)
    demand(
        Stage::value, close(got.value()[t], loops()[t]),
        "y_" + std::to_string(t + 1) + " is " + to_string(got.value()[t]) + "; it should be " + to_string(loops()[t]));

  const Tensor long_q = draw({64, 4}), long_k = draw({64, 4}), long_v = draw({64, 4});
  demand(Stage::behaviour,
         close(by_steps(long_q, long_k, long_v).value(), nn::causal_linear_attention(long_q, long_k, long_v).value()),
         "over 64 steps your function and nn::causal_linear_attention, which computes all steps at once, differ");
  const auto work = [&](Index T) {
    return double(graphs::flops(graphs::Snapshot(by_steps(draw({T, 4}), draw({T, 4}), draw({T, 4})))).forward);
  };
  const double once = work(64), twice = work(128);
  demand(Stage::behaviour, twice < 2.05 * once,
         "64 steps cost " + lessons::short_text(once) + " operations on numbers and 128 steps " +
             lessons::short_text(twice) + ", more than twice as many: do you begin the sums anew in each step?");

  const auto report = gradcheck([&] { return by_steps(q, k, v); }, {q, k, v});
  demand(Stage::gradient, report.passed,
         "the values are right, but the gradient differs from differences of them: is S or z cut off from the graph, "
         "by detach() or value()?");

  // Along S, an addition for each step: from k_1 to y_T.
  const auto way = [&](Index T) {
    const Tensor keys = draw({T, 3});
    const Tensor y = by_steps(draw({T, 3}), keys, draw({T, 2}));
    return graphs::Snapshot(y).longest_path(keys, y).value_or(0);
  };
  const int longer = way(12) - way(11);
  demand(Stage::drawing, longer == 1,
         "in your graph one more step makes the longest way " + std::to_string(longer) +
             " operations longer; it is the + of S_t = S_{t−1} + …, 1");
}
