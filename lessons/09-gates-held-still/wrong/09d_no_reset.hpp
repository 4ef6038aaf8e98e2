// Wrong: holds r at 1, and so finds the update gate RNN.
#pragma once

#include "autograd/ops.hpp"
#include "nn/gru_cell.hpp"
#include "nn/zoo/mgu_cell.hpp"

inline void become(const unroll::nn::GRUCell& cell, const unroll::nn::MGUCell& mgu) {
  using namespace unroll;
  for (const auto& [ours, theirs] : {std::pair(cell.W_xh, mgu.W_xh), {cell.W_hh, mgu.W_hh}, {cell.b, mgu.b}}) {
    const std::vector<Tensor> part = split(theirs, -1, 2);
    const Tensor r = ours.rank() == 1 ? part[0] * Real(0) + 40 : part[0] * Real(0);
    ours.assign(concat({r, -part[0], part[1]}, -1).value());
  }
}
