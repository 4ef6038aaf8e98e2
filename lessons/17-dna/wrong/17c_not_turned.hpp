// Exchanges the bases and keeps their order.
#pragma once

#include <vector>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/gru_cell.hpp"
#include "nn/linear.hpp"
#include "nn/unrolled.hpp"

struct StrandReader {
  unroll::nn::GRUCell past, future;
  unroll::nn::Linear head;  // (2 hidden, 6)
  explicit StrandReader(unroll::Index hidden) : past(4, hidden), future(4, hidden), head(2 * hidden, 6) {}
};

inline unroll::Indices turned(const unroll::Indices& ids) {
  const unroll::Index L = ids.shape()[0], size = ids.shape()[1];
  std::vector<unroll::Index> other;
  for (unroll::Index t = 0; t < L; ++t)
    for (unroll::Index n = 0; n < size; ++n) other.push_back(3 - ids[t * size + n]);
  return unroll::Indices(ids.shape(), other);
}

inline unroll::Tensor six_scores(const StrandReader& reader, const unroll::Tensor& xs) {
  using namespace unroll;
  const Tensor past = nn::unrolled(reader.past, xs).states.back().h;
  const Tensor future = nn::unrolled(reader.future, xs, {.direction = nn::Direction::future}).states.front().h;
  return reader.head(concat({past, future}, -1));
}
