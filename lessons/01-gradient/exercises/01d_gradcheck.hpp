// 1d. Is a gradient right? `f` is a function of several numbers, `gradient` claims to compute all its partial
// derivatives. Return true if the claim holds at x, as far as a measurement can tell, and false if any entry
// is wrong, if only by a thousandth.
#pragma once

#include <functional>
#include <vector>

#include "autograd/error.hpp"

using Point = std::vector<double>;

inline bool gradient_is_right(const std::function<double(const Point&)>& f,
                              const std::function<Point(const Point&)>& gradient, const Point& x) {
  throw unroll::Todo("1d: write a gradient check; \"How do we know\" in lesson 1 explains it");
}
