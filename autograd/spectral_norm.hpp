// The spectral norm of a linear map: its largest singular value, the most by which it stretches a vector. The map's
// matrix is never made: what it does to a vector, and what its transpose does, are enough.
#pragma once

#include <cstdint>
#include <functional>

#include "autograd/array.hpp"

namespace unroll::inline UNROLL_PRECISION {

struct LinearMap {
  std::function<Array(const Array&)> apply;       // v -> J v
  std::function<Array(const Array&)> transposed;  // u -> Jᵀ u
  Shape from;                                     // of v
};

struct PowerIteration {
  int most = 1000;       // steps; the answer is never above the true norm, and below it if these are too few
  double tolerance = 0;  // stops when a step changes less than this share; 0: 1e-12 (in float 1e-6)
  std::uint64_t seed = 1;
};

// By power iteration on JᵀJ (Golub and Van Loan, section 8.2), with one `apply` and one `transposed` a step. Its error
// shrinks by (σ₂/σ₁)⁴ a step, σ₂ the second largest singular value. 0 if J is 0, NaN if J holds one.
Real spectral_norm(const LinearMap& map, const PowerIteration& options = {});

}  // namespace unroll::inline UNROLL_PRECISION
