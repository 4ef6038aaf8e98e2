// What the checks of lesson 4 share.
#pragma once

#include "lessons/04-whispers/whispers.hpp"
#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "lessons/support/measure.hpp"

// h_0 … h_T of the plain cell, by its formula in loops; xs (T, batch, inputs).
inline std::vector<Array> states_in_loops(const nn::RNNCell& cell, const Array& xs) {
  const Array &W_xh = cell.W_xh.value(), &W_hh = cell.W_hh.value(), &b = cell.b.value();
  std::vector<Array> h{Array::zeros({xs.dim(1), cell.outputs()})};
  for (Index t = 1; t <= xs.dim(0); ++t) {
    const Array x = xs[t - 1], before = h.back();
    Array now = Array::zeros(before.shape());
    for (Index i = 0; i < now.dim(0); ++i)
      for (Index j = 0; j < now.dim(1); ++j) {
        Real a = b.at({j});
        for (Index k = 0; k < x.dim(1); ++k) a += x.at({i, k}) * W_xh.at({k, j});
        for (Index k = 0; k < before.dim(1); ++k) a += before.at({i, k}) * W_hh.at({k, j});
        now.set({i, j}, std::tanh(a));
      }
    h.push_back(now);
  }
  return h;
}
