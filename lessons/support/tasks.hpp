// Two tasks that ask a network to remember, made of random numbers, so that no sequence comes twice.
#pragma once

#include "autograd/array.hpp"

namespace unroll::lessons {

// Symbols go by; after the last, the first is to be named. Guessing is right in one case of eight.
inline constexpr Index symbols = 8;
struct FirstSymbol {
  Indices ids;       // (T, batch)
  Indices first;     // (batch)
  Array xs() const;  // (T, batch, symbols): symbol k is row k of the identity
};
FirstSymbol draw_first_symbol(Index T, Index batch);

// How many rows of scores (…, choices) have their largest number where `answers` says, as a share.
double right_answers(const Array& scores, const Indices& answers);

// Each step reads a number from 0 to 1 and a mark of 0 or 1. Two numbers are marked, one in each half; their sum is
// wanted after the last (Hochreiter and Schmidhuber 1997). Whoever always answers 1, the mean, has a mean squared error
// of 1/6.
struct MarkedSum {
  Array xs;      // (T, batch, 2)
  Array wanted;  // (batch, 1)
};
MarkedSum draw_marked_sum(Index T, Index batch);

}  // namespace unroll::lessons
