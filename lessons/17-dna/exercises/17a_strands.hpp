// 17a. Two strands. A genome is one string of A, C, G, T (and N, where a base is not known); the other strand is not
// written down.
//
//   other_strand(bases)        what stands on the other strand, as it is read: from the other end, with A for T, T
//                              for A, C for G, G for C; N stays N
//   codon_position(at, gene)   of base `at` of the genome, counted from 0: 0, 1 or 2, the place in its codon when the
//                              gene is read; −1 if the base is not in the gene
//
// A gene takes the bases begin … end − 1. If it is on the other strand, its first base is end − 1, and it is read
// towards begin.
#pragma once

#include <string>

#include "autograd/error.hpp"

struct Gene17a {
  int begin, end;
  bool other_strand;
};

inline std::string other_strand(const std::string& bases) {
  throw unroll::Todo("17a: write other_strand; \"A genome\" in lesson 17 explains it");
}

inline int codon_position(int at, const Gene17a& gene) {
  throw unroll::Todo("17a: write codon_position; \"A genome\" in lesson 17 explains it");
}
