// Wrong: forgets the root.
#pragma once

#include <cmath>
#include <vector>

#include "autograd/array.hpp"

inline double clip(std::vector<unroll::Array>& gradients, double most) {
  double squares = 0;
  for (const unroll::Array& g : gradients)
    for (const unroll::Real x : g.numbers()) squares += double(x) * double(x);
  const double length = squares;
  if (length <= most) return length;
  for (unroll::Array& g : gradients) {
    unroll::Real* x = g.write();
    for (unroll::Index i = 0; i < g.size(); ++i) x[i] *= unroll::Real(most / length);
  }
  return length;
}
