// 13d. Attention with a window: step i reads itself and the w steps before it, i−w … i, as far as there are any,
//
//   y_i = Σ_j α_ij v_j,   α_i = softmax over j = i−w … i of q_i · k_j / √d
//
// q, k and v are (T, d), and so is the result. It has to cost T times something that does not depend on T, so that no
// (T, T) matrix will do. One way: for s = 0 … w, pad(slice(k, 0, 0, T − s), 0, s, 0) is k moved down by s rows, so that
// row i holds k_{i−s}; where(condition, scores, -1e30) shuts out what is before the first step.
//
// Then: with several such layers, one above the other, the last step reads the first, after a while. `reads` is (T, T),
// 1 where row i reads column j in a layer, else 0. How many layers are needed until the last step has read the first?
// (0 if T = 1; −1 if it never does.)
#pragma once

#include <cmath>

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor window_attention(const unroll::Tensor& q, const unroll::Tensor& k, const unroll::Tensor& v,
                                       unroll::Index w) {
  throw unroll::Todo("13d: write the attention; \"Reading less\" in lesson 13 explains it");
}

inline int layers_needed(const unroll::Array& reads) {
  throw unroll::Todo("13d: search through the layers; \"Reading less\" in lesson 13 explains it");
}
