// Grows in the first step, and has shrunk again long before the last.
#pragma once

#include "autograd/array.hpp"

inline unroll::Array growing() { return {unroll::Shape{2, 2}, {0.5, 8, 0, 0.5}}; }
