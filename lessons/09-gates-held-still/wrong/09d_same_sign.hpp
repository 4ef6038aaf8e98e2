// Wrong: z has the sign of f, though it says how much of the old stays.
#pragma once

#include "autograd/ops.hpp"
#include "nn/gru_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"

inline void become(const unroll::nn::GRUCell& cell, const unroll::nn::MGUCell& mgu) {
  using namespace unroll;
  for (const auto& [ours, theirs] : {std::pair(cell.W_xh, mgu.W_xh), {cell.W_hh, mgu.W_hh}, {cell.b, mgu.b}}) {
    const std::vector<Tensor> part = split(theirs, -1, 2);
    ours.assign(concat({part[0], part[0], part[1]}, -1).value());
  }
}
