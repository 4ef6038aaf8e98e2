// 6c. Short ones at first, so that the error gets back to the first step; of many lengths, so that the state has to lie
// still; and longer ones as time goes by.
#pragma once

#include "autograd/random.hpp"

inline unroll::Index length_for(double read) {
  return 4 + unroll::random_numbers().below(7 + unroll::Index(10 * read));
}
