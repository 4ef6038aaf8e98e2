// Takes every base that it does not know for an A.
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
  for (char& base : other) base = to[from.find(base) % 4];
  return other;
}

inline int codon_position(int at, const Gene17a& gene) {
  if (at < gene.begin || at >= gene.end) return -1;
  return (gene.other_strand ? gene.end - 1 - at : at - gene.begin) % 3;
}
