// Through what the compiler meets a cell: -DUSE_recurrent, -DUSE_bidirectional, -DUSE_unrolled or -DUSE_from_a_state.
#pragma once

#include "nn/bidirectional.hpp"
#include "nn/recurrent.hpp"

using namespace unroll;

inline const Tensor xs(Array::zeros({2, 1, 1})), h(Array::zeros({1, 1}));

#if defined(USE_recurrent)
#define USE(Cell) \
  void use() { nn::Recurrent<Cell>(1, 1).forward(xs); }
#elif defined(USE_bidirectional)
#define USE(Cell) \
  void use() { nn::Bidirectional<Cell>(1, 1).forward(xs); }
#elif defined(USE_unrolled)
#define USE(Cell) \
  auto use(Cell& cell) { return nn::unrolled(cell, xs, {.project_first = true}); }
#else
#define USE(Cell) \
  auto use(Cell& cell) { return nn::unrolled(cell, xs, {h}, {.lengths = {1}}); }
#endif
