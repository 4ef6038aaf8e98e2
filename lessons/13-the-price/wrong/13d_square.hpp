// The right numbers, by way of all pairs.
#pragma once

#include <cmath>

#include "autograd/ops.hpp"

inline unroll::Tensor window_attention(const unroll::Tensor& q, const unroll::Tensor& k, const unroll::Tensor& v,
                                       unroll::Index w) {
  using namespace unroll;
  const Index steps = q.dim(0);
  const Tensor step(Array::arange(steps)), behind = reshape(step, {steps, 1}) - step;
  const Tensor scores = matmul(q, T(k)) / std::sqrt(Real(q.dim(1)));
  return matmul(softmax(where((behind >= 0) * (behind <= Real(w)), scores, Real(-1e30))), v);
}

// Breadth first, from the last step.
inline int layers_needed(const unroll::Array& reads) {
  using unroll::Index;
  const Index steps = reads.dim(0);
  std::vector<bool> reached(std::size_t(steps), false);
  std::vector<Index> front{steps - 1};
  reached[std::size_t(steps - 1)] = true;
  for (int layers = 0; !front.empty(); ++layers) {
    if (reached[0]) return layers;
    std::vector<Index> next;
    for (Index i : front)
      for (Index j = 0; j < steps; ++j)
        if (reads.at({i, j}) != 0 && !reached[std::size_t(j)]) {
          reached[std::size_t(j)] = true;
          next.push_back(j);
        }
    front = next;
  }
  return -1;
}
