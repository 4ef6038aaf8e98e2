#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/gru_cell.hpp"
#include "nn/unrolled.hpp"

inline unroll::Tensor beside(const unroll::nn::GRUCell& left, const unroll::nn::GRUCell& right,
                             const unroll::Tensor& xs) {
  using namespace unroll;
  const Index steps = xs.dim(0);
  const Tensor h = nn::unrolled(left, xs).outputs();
  const Tensor g = nn::unrolled(right, xs, {.direction = nn::Direction::future}).outputs();
  const Tensor before = pad(slice(h, 0, 0, steps - 1), 0, 1, 0);
  const Tensor after = g;
  return concat({before, after}, -1);
}
