// 15d. A probe. Does the state of a network tell whether a poem has lines of seven characters, or of five? Fit a linear
// classifier that answers "seven" for a state h where
//
//   Σ_k w_k h_k + b > 0
//
// `states` (n, width) are states of a trained network, a row each; `sevens` (n) is 1 where the poem's lines have seven
// characters, and 0 where five. The network stays as it is: only w and b are learnt. nn::Linear,
// nn::binary_cross_entropy and optim::Adam are at hand.
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
  throw unroll::Todo("15d: fit the classifier; \"Five or seven\" in lesson 15 explains it");
}
