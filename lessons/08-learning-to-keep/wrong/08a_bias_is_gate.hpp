// The bias is taken for the gate itself.
#pragma once

#include <cmath>

#include "autograd/ops.hpp"
#include "nn/lstm_cell.hpp"

inline void open_forget_gates(const unroll::nn::LSTMCell& cell, double keep) {
  unroll::Array b = cell.b.value();
  for (unroll::Index unit = cell.hidden(); unit < 2 * cell.hidden(); ++unit)
    b.set({unit}, static_cast<unroll::Real>(keep));
  cell.b.assign(b);
}
