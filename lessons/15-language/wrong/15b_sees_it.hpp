#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/gru_cell.hpp"
#include "nn/unrolled.hpp"

inline unroll::Tensor beside(const unroll::nn::GRUCell& left, const unroll::nn::GRUCell& right,
                             const unroll::Tensor& xs) {
  using namespace unroll;
  const Tensor h = nn::unrolled(left, xs).outputs();
  const Tensor g = nn::unrolled(right, xs, {.direction = nn::Direction::future}).outputs();
  const Tensor before = h;
  const Tensor after = g;
  return concat({before, after}, -1);
}
