#pragma once

#include <algorithm>
#include <vector>

#include "autograd/array.hpp"
#include "autograd/error.hpp"

inline double best_blind(const unroll::Indices& ids, unroll::Index symbols) { return 1 / double(symbols); }
