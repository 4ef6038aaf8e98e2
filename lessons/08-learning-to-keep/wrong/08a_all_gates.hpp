// Every gate is opened.
#pragma once

#include <cmath>

#include "autograd/ops.hpp"
#include "nn/lstm_cell.hpp"

inline void open_forget_gates(const unroll::nn::LSTMCell& cell, double keep) {
  unroll::Array b = cell.b.value();
  for (unroll::Index unit = 0; unit < 4 * cell.hidden(); ++unit)
    b.set({unit}, static_cast<unroll::Real>(std::log(keep / (1 - keep))));
  cell.b.assign(b);
}
