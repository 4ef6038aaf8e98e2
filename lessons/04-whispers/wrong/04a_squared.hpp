// The squares of the lengths: the roots are forgotten.
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
  for (const unroll::Tensor& dh : grad(loss(hs.back()), hs)) errors.push_back(double(sum(square(dh)).item()));
  return errors;
}

inline double gain_per_step(const std::vector<double>& errors) {
  const double n = double(errors.size());
  double mean_t = (n - 1) / 2, mean_log = 0, products = 0, squares = 0;
  for (double error : errors) mean_log += std::log(error) / n;
  for (std::size_t t = 0; t < errors.size(); ++t) {
    products += (double(t) - mean_t) * (std::log(errors[t]) - mean_log);
    squares += (double(t) - mean_t) * (double(t) - mean_t);
  }
  return std::exp(-products / squares);
}
