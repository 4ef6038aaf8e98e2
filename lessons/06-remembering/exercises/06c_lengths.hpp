// 6c. A course of practice. The network of this lesson is to name the first of 50 symbols, or of 47, or of 53, and in
// all its practice it may read no more than 20,000 symbols (in each of the 32 sequences that run side by side). With
// sequences of 50 that is 400 steps of practice, and they do not suffice. Say how long the next sequences shall be,
// 1 to 50, when a part `read` of the 20,000 is behind it, 0 ≤ read < 1. random_numbers().below(n) is one of 0 … n − 1.
#pragma once

#include "autograd/error.hpp"
#include "autograd/random.hpp"

inline unroll::Index length_for(double read) {
  throw unroll::Todo("6c: say how long the next sequences shall be; \"Not to be learnt from\" in lesson 6 explains it");
}
