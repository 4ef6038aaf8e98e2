// 17b. Naive Bayes that is told the period. A gene is codons drawn one by one, each with its own probability. A window
// may begin inside a codon and end inside one.
//
//   codon_usage(genes, k)     the 64 probabilities, counted in genes that begin with a codon's first base and hold
//                             whole codons, each count with k added
//   frames(window, p)         P(frame | window) for frame 0, 1, 2, the codon position of the window's first base; all
//                             three are as probable beforehand. A codon that is cut off counts with the probability of
//                             what is left of it: of its last base, or its last two; of its first, or its first two.
//
// Codon xyz has the number 16 x + 4 y + z, with 0 for A, 1 for C, 2 for G and 3 for T. Windows may be thousands of
// bases long, and at least three.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "autograd/error.hpp"

using Usage = std::array<double, 64>;

inline Usage codon_usage(const std::vector<std::string>& genes, double k) {
  throw unroll::Todo("17b: write codon_usage; \"What can be known without a network\" in lesson 17 explains it");
}

inline std::array<double, 3> frames(const std::string& window, const Usage& p) {
  throw unroll::Todo("17b: write frames; \"What can be known without a network\" in lesson 17 explains it");
}
