// 16d. A song in another key is the same song. So a melody is told to the network by its moves: the interval from each
// note to the next in semitones. There are 27 symbols: 0 … 26 stand for −13 … 13, and what is wider counts as 13 up or
// down.
//
// moves_of(keys) returns the symbols of a melody; there is one fewer of them than of keys (60 is middle C, as in MIDI),
// and none at all for fewer than two keys.
#pragma once

#include <vector>

#include "autograd/array.hpp"
#include "autograd/error.hpp"

inline std::vector<unroll::Index> moves_of(const std::vector<int>& keys) {
  throw unroll::Todo("16d: make moves of keys; \"What a melody is\" in lesson 16 explains it");
}
