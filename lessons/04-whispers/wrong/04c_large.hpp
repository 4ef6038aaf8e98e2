// It grows, since its spectral radius is above 1.
#pragma once

#include "autograd/array.hpp"

inline unroll::Array growing() { return {unroll::Shape{2, 2}, {1.1, 0, 0, 0.5}}; }
