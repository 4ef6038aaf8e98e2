// 7b. One step back, by hand, and in two parts. The belt held c_{t−1}; h_{t−1} = o_{t−1} ⊙ tanh(c_{t−1}) was shown;
// step t made c_t of both:
//
//   c_t = f ⊙ c_{t−1} + i ⊙ g
//
// where i, f and g read h_{t−1}. All arguments are (batch, hidden) but x, which is (batch, inputs): `c` is c_{t−1}, `o`
// is o_{t−1} (a number here: it does not depend on c_{t−1}), `dc` is dL/dc_t. Returned is dL/dc_{t−1}, in its two
// parts.
#pragma once

#include <vector>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/lstm_cell.hpp"

struct TwoRoads {
  unroll::Tensor belt;   // what returns along the belt
  unroll::Tensor gates;  // what returns through i, f and g, and the h that they read
};

// nn::LSTMCell's gates(x, {h, c}) returns .i, .f, .g and .o of the step; W_hh has their columns in the order i, f, g,
// o.
inline TwoRoads one_step_back(const unroll::nn::LSTMCell& cell, const unroll::Tensor& x, const unroll::Tensor& c,
                              const unroll::Tensor& o, const unroll::Tensor& dc) {
  throw unroll::Todo("7b: write the step back; \"All the other roads\" in lesson 7 explains it");
}
