// 1b. The backward sweep. `order` begins with the root L, and every node in it comes before its inputs.
// Afterwards, gradient holds dL/d(node) for each of them. All gradients are 0 before the sweep.
#pragma once

#include "autograd/error.hpp"
#include "lessons/01-gradient/scalar.hpp"

inline void sweep(const std::vector<scalar::Value>& order) {
  throw unroll::Todo("1b: write the backward sweep; \"Shares add up\" in lesson 1 explains it");
}
