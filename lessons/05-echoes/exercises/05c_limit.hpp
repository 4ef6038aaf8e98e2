// 5c. How large may the step be? One step of some method takes y to step(y, a), a multiple of y that depends on
// a = λΔt. Small a are stable: no matter how many steps, |y| never exceeds what it was. Returns the a above which
// that is over, to a millionth of itself, or infinity if a = 1000 is still stable. (No method here is stable again
// beyond its limit.)
#pragma once

#include <functional>

#include "autograd/error.hpp"

inline double stability_limit(const std::function<double(double y, double a)>& step) {
  throw unroll::Todo("5c: search for the limit; \"An echo that grows\" in lesson 5 explains what it is");
}
