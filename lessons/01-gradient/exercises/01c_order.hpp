// 1c. The order of the backward sweep: all nodes that the root was computed from, the root included and
// first, each exactly once, and each before its inputs. A node may be asked for its inputs() a few times, but not
// once for each path that leads to it: times_asked counts.
#pragma once

#include "autograd/error.hpp"
#include "lessons/01-gradient/scalar.hpp"

inline std::vector<scalar::Value> backward_order(const scalar::Value& root) {
  throw unroll::Todo("1c: write the order of the backward sweep; \"In which order\" in lesson 1 explains it");
}
