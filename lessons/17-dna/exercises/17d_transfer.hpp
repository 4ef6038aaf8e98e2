// 17d. A genome whose genes nobody has marked, and how far its codons are from those one knows.
//
//   open_frames(sequence, least)   on both strands and in all three frames: from the first ATG after a stop codon (or
//                                  after the sequence's beginning) to the next stop codon, TAA, TAG or TGA. Only those
//                                  that have `least` bases or more before the stop codon. What the sequence's end cuts
//                                  off does not count. In any order.
//   bits_apart(p, q)               Σ p log₂(p/q) over 64 codons: how many bits a codon drawn by p costs more if it is
//                                  coded by q. What never comes, p = 0, costs nothing.
//
// begin … end − 1 are bases of `sequence`, counted from 0, on either strand; the stop codon belongs to it.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "autograd/error.hpp"

struct OpenFrame {
  std::size_t begin, end;
  bool other_strand;
};

inline std::vector<OpenFrame> open_frames(const std::string& sequence, std::size_t least) {
  throw unroll::Todo("17d: write open_frames; \"Another genome\" in lesson 17 explains it");
}

inline double bits_apart(const std::array<double, 64>& p, const std::array<double, 64>& q) {
  throw unroll::Todo("17d: write bits_apart; \"Another genome\" in lesson 17 explains it");
}
