// On the way from h_{t−1} to c_{t−1} the output gate is left out.
#pragma once

#include <vector>

#include "autograd/ops.hpp"
#include "nn/lstm_cell.hpp"

struct TwoRoads {
  unroll::Tensor belt, gates;
};

inline TwoRoads one_step_back(const unroll::nn::LSTMCell& cell, const unroll::Tensor& x, const unroll::Tensor& c,
                              const unroll::Tensor& o, const unroll::Tensor& dc) {
  using namespace unroll;
  const auto gates = cell.gates(x, {o * tanh(c), c});
  const std::vector<Tensor> W = split(cell.W_hh, -1, 4);  // W_hi, W_hf, W_hg, W_ho

  const Tensor di = dc * gates.g * gates.i * (1 - gates.i);  // dL/da_i, and so on
  const Tensor df = dc * c * gates.f * (1 - gates.f);
  const Tensor dg = dc * gates.i * (1 - gates.g * gates.g);
  const Tensor dh = matmul(di, T(W[0])) + matmul(df, T(W[1])) + matmul(dg, T(W[2]));
  return {dc * gates.f, dh * (1 - tanh(c) * tanh(c))};
}
