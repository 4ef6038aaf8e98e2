// h_t = a_t h_{t−1} + b_t for all t at once, with h_0 = 0; a and b are (T, …). Two steps in a row are a step of the
// same kind,
//
//   h_t = a_t (a_{t−1} h_{t−2} + b_{t−1}) + b_t = (a_t a_{t−1}) h_{t−2} + (a_t b_{t−1} + b_t),
//
// so that stretches of time can be joined in any grouping, many at once.
#pragma once

#include "autograd/ops.hpp"

// After round k each (a_t, b_t) stands for the last 2ᵏ steps up to t; after log₂ T rounds, for all (Hillis and Steele
// 1986).
inline unroll::Tensor scan_in_rounds(unroll::Tensor a, unroll::Tensor b) {
  using namespace unroll;
  const Index T = b.dim(0);
  for (Index reach = 1; reach < T; reach *= 2) {
    const auto first = [&](const Tensor& x) { return slice(x, 0, 0, reach); };  // has nothing before it
    const auto rest = [&](const Tensor& x) { return slice(x, 0, reach, T); };
    const auto before = [&](const Tensor& x) { return slice(x, 0, 0, T - reach); };
    b = concat({first(b), rest(a) * before(b) + rest(b)}, 0);
    if (2 * reach < T) a = concat({first(a), rest(a) * before(a)}, 0);
  }
  return b;
}

// Joins neighbours to pairs, scans those, and fills in the steps between (Blelloch 1990). T is a power of 2.
inline unroll::Tensor scan_in_pairs(const unroll::Tensor& a, const unroll::Tensor& b) {
  using namespace unroll;
  const Index pairs = b.dim(0) / 2;
  if (pairs == 0) return b;
  const auto side = [&](const Tensor& x, Index which) {  // the first or the second of each pair
    const Shape in_pairs = x.shape().with(0, pairs).inserted(1, 2);
    return reshape(slice(reshape(x, in_pairs), 1, which, which + 1), x.shape().with(0, pairs));
  };
  const Tensor a1 = side(a, 0), a2 = side(a, 1), b1 = side(b, 0), b2 = side(b, 1);
  const Tensor second = scan_in_pairs(a2 * a1, a2 * b1 + b2);
  const Tensor h_0(Array::zeros(b.shape().with(0, 1)));
  const Tensor first = a1 * concat({h_0, slice(second, 0, 0, pairs - 1)}, 0) + b1;
  return reshape(stack({first, second}, 1), b.shape());
}

inline unroll::Tensor by_loop(const unroll::Tensor& a, const unroll::Tensor& b) {
  using namespace unroll;
  std::vector<Tensor> hs{b[0]};
  for (Index t = 1; t < b.dim(0); ++t) hs.push_back(a[t] * hs.back() + b[t]);
  return stack(hs);
}
