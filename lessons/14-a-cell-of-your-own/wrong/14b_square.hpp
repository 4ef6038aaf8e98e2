// A matrix (T, T) of all products: flat, and T² numbers for T.
#pragma once

#include "autograd/ops.hpp"

inline unroll::Tensor scan(const unroll::Tensor& a, const unroll::Tensor& b) {
  using namespace unroll;
  const Index T = a.dim(0);
  // share[t, s] = a_t ⊙ … ⊙ a_{s+1}, by squaring I + (a on the diagonal below): (I − A)⁻¹ = Π (I + A^(2^k)).
  const Tensor below(pad(slice(Tensor(Array::eye(T)), 0, 0, T - 1), 0, 1, 0).value());
  Tensor A = permute(a, {1, 2, 0});
  A = reshape(A, {a.dim(1), a.dim(2), T, 1}) * below;
  Tensor h = reshape(permute(b, {1, 2, 0}), {a.dim(1), a.dim(2), T, 1});
  for (Index reach = 1; reach < T; reach *= 2) {
    h = h + matmul(A, h);
    A = matmul(A, A);
  }
  return permute(reshape(h, {a.dim(1), a.dim(2), T}), {2, 0, 1});
}
