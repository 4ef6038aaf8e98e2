// 13d. Attention with a window, and how far layers of it see.
#pragma once

#include <cmath>

#include "autograd/ops.hpp"

inline unroll::Tensor window_attention(const unroll::Tensor& q, const unroll::Tensor& k, const unroll::Tensor& v,
                                       unroll::Index w) {
  using namespace unroll;
  const Index steps = q.dim(0), furthest = std::min(w, steps - 1);
  const auto moved = [&](const Tensor& x, Index s) { return pad(slice(x, 0, 0, steps - s), 0, s, 0); };
  std::vector<Tensor> columns;
  for (Index s = 0; s <= furthest; ++s) columns.push_back(sum(q * moved(k, s), {1}, true));
  const Tensor scores = concat(columns, 1) / std::sqrt(Real(q.dim(1)));
  const Tensor there = reshape(Tensor(Array::arange(steps)), {steps, 1}) >= Tensor(Array::arange(furthest + 1));
  const Tensor weights = softmax(where(there, scores, Real(-1e30)));
  Tensor y = slice(weights, 1, 0, 1) * v;
  for (Index s = 1; s <= furthest; ++s) y = y + slice(weights, 1, s, s + 1) * moved(v, s);
  return y;
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
