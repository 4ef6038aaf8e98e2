// Counts from end, which is no base of the gene any more.
#pragma once

#include <string>

#include "autograd/error.hpp"

struct Gene17a {
  int begin, end;
  bool other_strand;
};

inline std::string other_strand(const std::string& bases) {
  const std::string from = "ACGT", to = "TGCA";
  std::string other(bases.rbegin(), bases.rend());
  for (char& base : other)
    if (const auto i = from.find(base); i != from.npos) base = to[i];
  return other;
}

inline int codon_position(int at, const Gene17a& gene) {
  if (at < gene.begin || at >= gene.end) return -1;
  return (gene.other_strand ? gene.end - at : at - gene.begin) % 3;
}
