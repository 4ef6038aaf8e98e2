// 8c. A matrix that is orthogonal whatever training does to its parameters: a product of mirrors (Householder
// reflections). The mirror of v turns the part of a row h along v around,
//
//   h  →  h − 2 (h · v) / (v · v)  v
//
// vs (k, hidden) holds v_1 … v_k, none of them 0; h (batch, hidden). Each row of h goes through the mirror of v_1, what
// comes out through that of v_2, and so on. Returns h Q, (batch, hidden).
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor through_mirrors(const unroll::Tensor& h, const unroll::Tensor& vs) {
  throw unroll::Todo("8c: write the mirrors; \"Keeping without gates\" in lesson 8 says what they are for");
}
