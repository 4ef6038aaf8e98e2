// 2a. The plain recurrent cell, with h_0 = 0:
//
//   h_t = tanh(x_t W_xh + h_{t−1} W_hh + b)
//
// x (batch, inputs) is the input of one step, state.h (batch, hidden) is h_{t−1}. The rest of what makes a class
// a cell (nn/cell.hpp) is here already.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/cell.hpp"
#include "nn/init.hpp"

class PlainCell : public unroll::nn::Module {
 public:
  struct Options {};
  struct State {
    unroll::Tensor h;
    static constexpr std::array names{"h"};
  };

  PlainCell(unroll::Index inputs, unroll::Index hidden, Options)
      : W_xh(parameter("W_xh", unroll::nn::init::uniform({inputs, hidden}, hidden))),
        W_hh(parameter("W_hh", unroll::nn::init::uniform({hidden, hidden}, hidden))),
        b(parameter("b", unroll::nn::init::uniform({hidden}, hidden))) {}

  unroll::Index inputs() const { return W_xh.dim(0); }
  unroll::Index outputs() const { return W_xh.dim(1); }

  // h_0, for a batch of sequences.
  State start(unroll::Index batch) const {
    throw unroll::Todo("2a: write start and step; \"One rule\" in lesson 2 explains them");
  }

  // h_t from x_t and h_{t−1}.
  State step(const unroll::Tensor& x, const State& state) const {
    throw unroll::Todo("2a: write start and step; \"One rule\" in lesson 2 explains them");
  }

  const unroll::Tensor W_xh;  // (inputs, hidden)
  const unroll::Tensor W_hh;  // (hidden, hidden)
  const unroll::Tensor b;     // (hidden)
};
