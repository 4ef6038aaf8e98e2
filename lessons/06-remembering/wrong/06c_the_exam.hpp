// Practises the exam.
#pragma once

#include "autograd/random.hpp"

inline unroll::Index length_for(double read) { return 50; }
