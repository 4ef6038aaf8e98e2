// Small graphs that several checks are made with.
#pragma once

#include "lessons/01-gradient/scalar.hpp"

namespace unroll::lessons {

inline scalar::Value product(const scalar::Value& a, const scalar::Value& b) {
  return scalar::record(a->number * b->number, {a, b}, [a, b](double dy) {
    return scalar::Shares{dy * b->number, dy * a->number};
  });
}

}  // namespace unroll::lessons
