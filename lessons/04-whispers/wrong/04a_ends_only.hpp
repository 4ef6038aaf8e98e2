// Right if every step has the same gain; but it looks at two of the lengths and at no other.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

using Loss = std::function<unroll::Tensor(const unroll::Tensor& h)>;

inline std::vector<double> errors_of(const unroll::nn::RNNCell& cell, const unroll::Tensor& xs, const Loss& loss) {
  std::vector<unroll::Tensor> hs;
  for (const auto& state : unroll::nn::unrolled(cell, xs).states) hs.push_back(state.h);
  std::vector<double> errors;
  for (const unroll::Tensor& dh : grad(loss(hs.back()), hs)) errors.push_back(double(norm(dh).item()));
  return errors;
}

inline double gain_per_step(const std::vector<double>& errors) {
  return std::pow(errors.front() / errors.back(), 1 / double(errors.size() - 1));
}
