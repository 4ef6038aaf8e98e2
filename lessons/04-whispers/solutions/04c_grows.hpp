// 4c. A triangular matrix has its eigenvalues on the diagonal, and W^19 has 19 · 0.5^18 c off it: more than 1 from
// c = 13,798 on.
#pragma once

#include "autograd/array.hpp"

inline unroll::Array growing() { return {unroll::Shape{2, 2}, {0.5, 20000, 0, 0.5}}; }
