// The product of two matrices, which nearly all of a network's time goes into.
#pragma once

#include "autograd/real.hpp"

namespace unroll::inline UNROLL_PRECISION {

// How a factor is stored: as it stands in the formula, or with rows and columns swapped.
enum class Stored : bool { plain, transposed };

// c (m, n) = a (m, k) b (k, n), or += if `add`. All row-major; c overlaps neither factor.
void gemm(Real* c, Index m, Index n, Index k, const Real* a, Stored a_is, const Real* b, Stored b_is, bool add);

// to (columns, rows) = from (rows, columns) transposed.
void transpose(Real* to, const Real* from, Index rows, Index columns);

}  // namespace unroll::inline UNROLL_PRECISION
