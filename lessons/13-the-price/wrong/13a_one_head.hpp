// The softmax of one head only.
#pragma once

#include "autograd/array.hpp"

inline unroll::Index gru_work(unroll::Index T, unroll::Index inputs, unroll::Index hidden) {
  return T * (6 * inputs * hidden + 6 * hidden * hidden + 15 * hidden);
}

inline unroll::Index attention_work(unroll::Index T, unroll::Index width, unroll::Index heads) {
  return T * (8 * width * width + 4 * width) + T * T * (4 * width + 6);
}

inline unroll::Index attention_memory(unroll::Index T, unroll::Index width, unroll::Index heads) {
  return 4 * T * width + heads * T * T;
}
