// Wrong: shortens each array by its own length, which turns the whole gradient.
#pragma once

#include <cmath>
#include <vector>

#include "autograd/array.hpp"

inline double clip(std::vector<unroll::Array>& gradients, double most) {
  double squares = 0;
  for (const unroll::Array& g : gradients)
    for (const unroll::Real x : g.numbers()) squares += double(x) * double(x);
  const double length = std::sqrt(squares);
  for (unroll::Array& g : gradients) {
    double own = 0;
    for (const unroll::Real x : g.numbers()) own += double(x) * double(x);
    own = std::sqrt(own);
    unroll::Real* x = g.write();
    for (unroll::Index i = 0; i < g.size() && own > most; ++i) x[i] *= unroll::Real(most / own);
  }
  return length;
}
