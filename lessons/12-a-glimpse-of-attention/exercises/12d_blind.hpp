// 12d. What is chance? An attention without positions sees a sequence as a bag of symbols. Asked to write it backwards,
// it gives the same answer at every position. How many of the symbols can be right at best, if the answer may be chosen
// for each sequence, but not for each position?
//
// ids is (batch, T), of symbols from 0 to symbols − 1. Return the share of right answers over the whole batch, from 0
// to 1.
#pragma once

#include "autograd/array.hpp"
#include "autograd/error.hpp"

inline double best_blind(const unroll::Indices& ids, unroll::Index symbols) {
  throw unroll::Todo("12d: count what a blind reader can get right; \"Where to look\" in lesson 12 explains it");
}
