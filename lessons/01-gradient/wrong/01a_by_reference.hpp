// 1a, wrong: mul's rule refers to the caller's handles, which may be gone when it is called.
#pragma once

#include <cmath>

#include "lessons/01-gradient/scalar.hpp"

inline scalar::Value mul(const scalar::Value& a, const scalar::Value& b) {
  return scalar::record(a->number * b->number, {a, b}, [&](double dy) {
    return scalar::Shares{dy * b->number, dy * a->number};
  });
}

inline scalar::Value tanh(const scalar::Value& x) {
  const double y = std::tanh(x->number);
  return scalar::record(y, {x}, [y](double dy) { return scalar::Shares{dy * (1 - y * y)}; });
}
