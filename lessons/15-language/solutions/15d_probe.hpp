#pragma once

#include "autograd/backward.hpp"
#include "autograd/error.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "optim/adam.hpp"

struct Probe {
  unroll::Array w;  // (width)
  double b;
};

inline Probe fit_probe(const unroll::Array& states, const unroll::Array& sevens) {
  using namespace unroll;
  const nn::Linear line(states.dim(1), 1);
  optim::Adam optimizer(line.parameters(), {.lr = Real(0.1)});
  const Tensor wanted = reshape(Tensor(sevens), {states.dim(0), 1});
  for (int step = 0; step < 300; ++step) {
    optimizer.clear_grad();
    nn::binary_cross_entropy(line(Tensor(states)), wanted).backward();
    optimizer.step();
  }
  return {reshape(line.W, {states.dim(1)}).value(), double(line.b.value().item())};
}
