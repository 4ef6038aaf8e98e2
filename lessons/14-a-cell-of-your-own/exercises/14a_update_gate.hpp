// 14a. A whole cell: the update gate RNN (Collins et al. 2017), with its gate told the other way round than in nn/zoo.
//
//   n = tanh(x_t W_xn + h_{t−1} W_hn + b_n)    the new
//   z = σ(x_t W_xz + h_{t−1} W_hz + b_z)       how much of the new comes in
//   h_t = (1 − z) ⊙ h_{t−1} + z ⊙ n
//
// Each of the six is a parameter of its own, and goes by the name that it has here: W_xn(parameter("W_xn", …)) in the
// constructor. They start as nn::init::uniform(shape, hidden) draws them; only b_z starts where the cell keeps as much
// as Options ask for: where x_t and h_{t−1} are 0, 1 − z = keep, in all units.
#pragma once

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/cell.hpp"
#include "nn/init.hpp"

class UpdateGateCell : public unroll::nn::Module {
 public:
  struct Options {
    double keep = 0.5;  // between 0 and 1
  };
  struct State {
    unroll::Tensor h;
    static constexpr std::array names{"h"};
  };

  UpdateGateCell(unroll::Index inputs, unroll::Index hidden, Options options) {
    throw unroll::Todo(
        "14a: make the six parameters, then write step; \"The anatomy of a cell\" in lesson 14 explains it");
  }

  unroll::Index inputs() const { return W_xn.dim(0); }
  unroll::Index outputs() const { return W_xn.dim(1); }

  State start(unroll::Index batch) const { return {unroll::Tensor(unroll::Array::zeros({batch, outputs()}))}; }

  // h_t from x_t and h_{t−1}.
  State step(const unroll::Tensor& x, const State& state) const {
    throw unroll::Todo("14a: write step; \"The anatomy of a cell\" in lesson 14 explains it");
  }

  unroll::Tensor W_xn, W_hn, b_n;
  unroll::Tensor W_xz, W_hz, b_z;
};
