// 5a. Clipping by the length of the gradient. A network's gradient comes in several arrays, one for each parameter;
// its length is that of all their numbers as one long vector. If it is longer than `most`, all arrays are multiplied
// by one number, so that its length becomes `most` and its direction stays. Returns the length before.
//
// An array's numbers are array.numbers() to read, and array.write()[i], i < array.size(), to write.
#pragma once

#include <cmath>
#include <vector>

#include "autograd/array.hpp"
#include "autograd/error.hpp"

inline double clip(std::vector<unroll::Array>& gradients, double most) {
  throw unroll::Todo("5a: shorten the gradient; \"Clipping\" in lesson 5 explains it");
}
