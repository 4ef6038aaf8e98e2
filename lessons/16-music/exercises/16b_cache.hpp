// 16b. A memory of states. A network was in the states h_1 … h_t; after each but the last came a move, y_1 … y_{t−1}.
// What comes next?
//
//   w_s = exp(θ cos(h_t, h_s)) / Σ_r exp(θ cos(h_t, h_r)),   s and r from 1 to t − 1
//   p(y) = (1 − λ) network(y) + λ Σ_s w_s [y_s = y]
//
// cos(a, b) = a · b / (|a| |b|). `states` holds h_1 … h_t, `followed` y_1 … y_{t−1}, `network` the network's own
// probabilities of all moves. Where there is no past yet, p is the network's. θ may be large: exp(800) is infinite, and
// exp(θ cos − largest) is not.
#pragma once

#include <cmath>
#include <vector>

#include "autograd/error.hpp"

inline std::vector<double> remember(const std::vector<std::vector<double>>& states, const std::vector<int>& followed,
                                    const std::vector<double>& network, double theta, double lambda) {
  throw unroll::Todo("16b: mix the network with its memory; \"A memory that nobody trained\" in lesson 16 explains it");
}
