// 17c. Which strand, and which frame? A window comes from a gene, or from the other strand of one; the six answers are
// frame 0, 1, 2 on this strand and 3, 4, 5 for the frames of the other.
//
//   turned(ids)              ids (L, windows), numbers 0 to 3 for A, C, G, T: the reverse complement of each window
//   six_scores(reader, xs)   xs (L, windows, 4): scores (windows, 6) by reader.head, of what `past` knows when it has
//                            read all of a window from the left, and beside it what `future` knows when it has read all
//                            of it from the right
//
// nn::unrolled(cell, xs, {.direction = nn::Direction::future}).states are the states of a cell that reads from the
// right; states[t − 1] belongs to x_t.
#pragma once

#include "autograd/error.hpp"
#include "autograd/ops.hpp"
#include "nn/gru_cell.hpp"
#include "nn/linear.hpp"
#include "nn/unrolled.hpp"

struct StrandReader {
  unroll::nn::GRUCell past, future;
  unroll::nn::Linear head;  // (2 hidden, 6)
  explicit StrandReader(unroll::Index hidden) : past(4, hidden), future(4, hidden), head(2 * hidden, 6) {}
};

inline unroll::Indices turned(const unroll::Indices& ids) {
  throw unroll::Todo("17c: write turned; \"Which strand?\" in lesson 17 explains it");
}

inline unroll::Tensor six_scores(const StrandReader& reader, const unroll::Tensor& xs) {
  throw unroll::Todo("17c: write six_scores; \"Which strand?\" in lesson 17 explains it");
}
