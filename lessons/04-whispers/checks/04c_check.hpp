// 4c: the radius of the matrix, and what the engine sends back through 19 steps of it.
#pragma once

#include "checks/common.hpp"

// |dL/dh_1| / |dL/dh_T| of L = Σ h_T in the linear recurrence.
inline double ratio_through(const Array& W, Index T) {
  Recurrence cell(2, W.dim(0), {.linear = true});
  cell.W_hh.assign(W);
  const auto states = nn::unrolled(cell, Tensor(random_numbers().normal({T, 1, 2}))).states;
  const auto errors = grad(sum(states.back().h), {states.front().h, states.back().h});
  return double((norm(errors[0]) / norm(errors[1])).item());
}

template <class Growing>
void check_4c(Growing growing) {
  seed(4);
  const Array W = growing();
  demand(Stage::value, W && W.rank() == 2 && W.dim(0) == W.dim(1),
         "you return the shape " + to_string(W.shape()) + "; W_hh is a square matrix");
  const double squares = double(sum(square(Tensor(W))).item());
  demand(Stage::value, std::isfinite(squares),
         "the sum of the squares of your matrix is " + lessons::short_text(squares) +
             ", beyond the numbers of this machine; a million is large enough");
  lessons::demand_close(Stage::value, "the spectral radius of your matrix", spectral_radius(W), 0.5, 1e-3,
                        "a triangular matrix has its eigenvalues on the diagonal");
  const double stretch = largest_stretch(W), ratio = ratio_through(W, 20);
  demand(Stage::behaviour, stretch > 0.5 * (1 + 1e-6),
         "r_20 is " + lessons::short_text(ratio) +
             ", which is 0.5^19: your matrix stretches no vector by more than its radius; let it have a direction in "
             "which a single product makes a vector longer");
  demand(Stage::behaviour, ratio > 1,
         "r_20 is " + lessons::short_text(ratio) + ", though a single product stretches a vector by up to " +
             lessons::short_text(stretch) + ": the growth of the first steps must outlast 0.5^19 = 1.907e-6");
  demand(Stage::behaviour, ratio_through(W, 2000) < 1e-6,
         "after 1,999 steps the error is still there; with a radius of 0.5 it should be gone in the end");
}
