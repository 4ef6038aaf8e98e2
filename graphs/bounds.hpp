// How much of a gradient could come back at most. With J_t = ∂state_t/∂state_{t−1}, all fields of a state side by
// side, the gradient at the last state comes back to state t through the product of the Jacobians between them:
//
//   ‖δ_t‖ ÷ ‖δ_T‖  ≤  ‖J_T ⋯ J_{t+1}‖  ≤  ‖J_T‖ ⋯ ‖J_{t+1}‖        (spectral norms)
//
// The last of the three is what textbooks bound vanishing and exploding gradients by (Pascanu, Mikolov and Bengio
// 2013); it may grow while the gradient vanishes. The Jacobians are read off the recorded graph, by its ops' own rules,
// one pass through a step's ops for each number in the state.
//
// Each sequence of a batch is taken by itself, and the largest over the batch is told: of the product, that is the
// norm of the Jacobian of the whole batch. Where the rows of a state depend on each other (batch normalisation, or a
// state that is no batch of rows), the state is taken as a whole.
#pragma once

#include "graphs/carried.hpp"

namespace unroll::graphs {

struct Bounds {
  // Of each of CarriedState::moments; 1 at the last.
  std::vector<double> of_product;  // ‖J_T ⋯ J_{t+1}‖
  std::vector<double> of_factors;  // ‖J_T‖ ⋯ ‖J_{t+1}‖
  std::vector<double> carried_back;  // ‖δ_t‖ ÷ ‖δ_T‖, δ_T the gradient at the last state; empty if that is none
  Index batch = 1;                   // how many sequences
  std::string missing = {};          // why there are none
};

// What a state may hold for it: T · H, H the numbers in the widest field of one sequence.
inline constexpr Index widest_bounds = 2000;

Bounds bounds_of(const Snapshot& snapshot, const CarriedState& state);

}  // namespace unroll::graphs
