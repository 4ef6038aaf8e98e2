// 4b: the bound against Jacobians written out in loops, and against what errors do come back.
#pragma once

#include "checks/common.hpp"

// The largest singular value of J, (n, n) row by row: the root of the largest eigenvalue of JᵀJ, found by turning pairs
// of columns until all are at right angles (one-sided Jacobi). Then it is the longest of them.
inline double stretch_by_turning(std::vector<double> J, std::size_t n) {
  const auto dot = [&](std::size_t p, std::size_t q) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += J[i * n + p] * J[i * n + q];
    return sum;
  };
  for (int sweep = 0; sweep < 60; ++sweep)
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t q = p + 1; q < n; ++q) {
        const double angle = std::atan2(2 * dot(p, q), dot(p, p) - dot(q, q)) / 2;
        for (std::size_t i = 0; i < n; ++i) {
          double &a = J[i * n + p], &b = J[i * n + q];
          const double turned = std::cos(angle) * a + std::sin(angle) * b;
          b = std::cos(angle) * b - std::sin(angle) * a;
          a = turned;
        }
      }
  double longest = 0;
  for (std::size_t p = 0; p < n; ++p) longest = std::max(longest, std::sqrt(dot(p, p)));
  return longest;
}

enum class Slip { none, without_slopes, wrong_side };
inline double bound_in_loops(const nn::RNNCell& cell, const Array& xs, Slip slip = Slip::none) {
  const std::vector<Array> h = states_in_loops(cell, xs);
  const auto n = std::size_t(cell.outputs());
  double bound = 1;
  for (std::size_t t = 2; t < h.size(); ++t) {
    std::vector<double> J(n * n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        const Real of = h[t].at({0, Index(slip == Slip::wrong_side ? j : i)});
        J[i * n + j] =
            double(cell.W_hh.value().at({Index(j), Index(i)}) * (slip == Slip::without_slopes ? Real(1) : 1 - of * of));
      }
    bound *= stretch_by_turning(J, n);
  }
  return bound;
}

template <class BoundOf>
void check_4b(BoundOf bound_of) {
  seed(4);
  const auto equal = [](double got, double wanted) {
    return std::abs(got - wanted) <= (sizeof(Real) == 8 ? 1e-8 : 1e-4) * wanted;
  };
  const nn::RNNCell one(2, 1);
  for (Index T : {1, 2, 4}) {
    const Array xs = random_numbers().normal({T, 1, 2});
    const double got = bound_of(one, Tensor(xs)), wanted = bound_in_loops(one, xs);
    const std::string numbers = "for one unit and T = " + std::to_string(T) + " your bound is " +
                                lessons::short_text(got) + ", and it should be " + lessons::short_text(wanted);
    demand(Stage::value, T > 1 || equal(got, 1), numbers + ": between h_1 and h_1 lies no step, and no factor");
    demand(Stage::value, !equal(got, bound_in_loops(one, xs, Slip::without_slopes)) || T == 1,
           numbers + ": you multiply by |W_hh| alone; the slope of the tanh, 1 − h_t², is in J_t, too");
    demand(Stage::value, equal(got, wanted), numbers + ", |W_hh| (1 − h_t²) for each t from 2 to T");
  }
  struct Trial {
    double got, wanted, wrong_side, ratio;
    std::string yours;
  };
  std::vector<Trial> trials;
  for (int network = 1; network <= 20; ++network) {
    const nn::RNNCell cell(2, 6);
    cell.W_hh.assign(random_numbers().normal({6, 6}, 0, 0.2 + 0.05 * network));
    const Array xs = random_numbers().normal({8, 1, 2}), c = random_numbers().normal({6, 1});
    const auto states = nn::unrolled(cell, Tensor(xs)).states;
    const auto errors = grad(sum(matmul(states.back().h, Tensor(c))), {states.front().h, states.back().h});
    const double got = bound_of(cell, Tensor(xs));
    trials.push_back({got, bound_in_loops(cell, xs), bound_in_loops(cell, xs, Slip::wrong_side),
                      double((norm(errors[0]) / norm(errors[1])).item()),
                      "network " + std::to_string(network) + " of 20: your bound is " + lessons::short_text(got)});
  }
  for (const Trial& trial : trials)
    demand(Stage::behaviour, trial.got >= trial.ratio || equal(trial.got, trial.ratio),
           trial.yours + ", and an error came back with r_T = " + lessons::short_text(trial.ratio) +
               ": that is no bound; take the most by which J_t can stretch a vector, not its eigenvalues");
  for (const Trial& trial : trials) {
    const std::string numbers = trial.yours + ", and it should be " + lessons::short_text(trial.wanted);
    demand(Stage::behaviour, !equal(trial.got, trial.wrong_side),
           numbers + ": the slope of unit i scales row i of J_t, for J_t[i, j] is ∂h_t[i]/∂h_{t−1}[j]");
    demand(Stage::behaviour, equal(trial.got, trial.wanted),
           numbers + ", the product of the largest stretches of J_2 … J_8");
  }
}
