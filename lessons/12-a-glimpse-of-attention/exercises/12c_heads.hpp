// 12c. Several heads. Head h has the columns h d … (h + 1) d − 1 of W_q, W_k and W_v, where d = width / heads, counted
// from 0, and attends with them alone, with scores divided by √d. What the heads answer stands side by side, head 0
// first, and is multiplied by W_o:
//
//   y = [head_0 … head_{n−1}] W_o
//
// x is (T, width), all four matrices are (width, width). Returned is y (T, width). Write it without a loop over heads:
// products of tensors (heads, T, d) take each head by itself. reshape() and permute() make such tensors, and undo it;
// T() swaps the last two axes.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"

inline unroll::Tensor many_heads(const unroll::Tensor& x, const unroll::Tensor& W_q, const unroll::Tensor& W_k,
                                 const unroll::Tensor& W_v, const unroll::Tensor& W_o, unroll::Index heads) {
  throw unroll::Todo("12c: write attention with several heads; \"Heads\" in lesson 12 explains it");
}
