// 12b. Does a layer know in which order its positions stand? One that does not know gives the same answers in whatever
// order it is asked, only moved along:
//
//   layer(x in another order) = layer(x), in that order
//
// `layer` takes x (T, width) and returns a row for each position. Find out about any layer by asking it: true if it
// knows the order, false if not. Results that differ by rounding only, a part in 10⁹ of their size, are the same.
// embedding(x, order), with Indices order, returns the rows of x in that order; random_numbers().permutation(n) is an
// order of 0 … n − 1.
#pragma once

#include <functional>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"

inline bool knows_order(const std::function<unroll::Tensor(const unroll::Tensor&)>& layer, const unroll::Tensor& x) {
  throw unroll::Todo("12b: ask the layer in another order; \"A set, not a sequence\" in lesson 12 explains it");
}
