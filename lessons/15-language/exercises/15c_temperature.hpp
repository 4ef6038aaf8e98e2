// 15c. Drawing a letter. From logits (n) each letter y is to come with a probability in proportion to
//
//   exp(logit_y / temperature)
//
// and temperature 0 stands for the limit: the letter with the largest logit, the first of them if there are several.
// `u` is a random number in [0, 1): return the first y such that u is less than the sum of the probabilities of
// 0 … y. Logits may be large and temperatures small, and no number may overflow.
#pragma once

#include <cmath>

#include "autograd/array.hpp"
#include "autograd/error.hpp"

inline unroll::Index draw_letter(const unroll::Array& logits, double temperature, double u) {
  throw unroll::Todo("15c: draw by temperature; \"Writing\" in lesson 15 explains it");
}
