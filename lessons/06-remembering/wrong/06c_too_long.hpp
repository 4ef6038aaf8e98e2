// Of many lengths, but none is short.
#pragma once

#include "autograd/random.hpp"

inline unroll::Index length_for(double read) { return 30 + unroll::random_numbers().below(21); }
