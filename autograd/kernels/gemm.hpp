// The product of two matrices, which nearly all of a network's time goes into.
#pragma once

#include "autograd/real.hpp"

namespace unroll::inline UNROLL_PRECISION {

// How a factor is stored: as it stands in the formula, or with rows and columns swapped.
enum class Stored : bool { plain, transposed };

// c (m, n) = a (m, k) b (k, n), or += if `add`. All row-major; c overlaps neither factor.
void gemm(Real* c, Index m, Index n, Index k, const Real* a, Stored a_is, const Real* b, Stored b_is, bool add);

// Whether m rows times a transposed (n, k) are so much slower than times a plain (k, n) that a matrix which comes twice
// had better be transposed first.
bool prefers_plain(Index m, Index n, Index k);

// to (columns, rows) = from (rows, columns) transposed.
void transpose(Real* to, const Real* from, Index rows, Index columns);

}  // namespace unroll::inline UNROLL_PRECISION
