// Takes 0 log 0 as it comes.
#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "autograd/error.hpp"

struct OpenFrame {
  std::size_t begin, end;
  bool other_strand;
};

inline std::vector<OpenFrame> open_frames(const std::string& sequence, std::size_t least) {
  std::vector<OpenFrame> found;
  const std::size_t n = sequence.size();
  std::string other(sequence.rbegin(), sequence.rend());
  for (char& base : other) base = base == 'A' ? 'T' : base == 'T' ? 'A' : base == 'C' ? 'G' : base == 'G' ? 'C' : base;
  for (const bool on_other : {false, true}) {
    const std::string& strand = on_other ? other : sequence;
    for (std::size_t frame = 0; frame < 3; ++frame) {
      std::size_t begin = n;  // n: none is open
      for (std::size_t i = frame; i + 3 <= n; i += 3) {
        const std::string codon = strand.substr(i, 3);
        if (begin == n && codon == "ATG") begin = i;
        if (codon != "TAA" && codon != "TAG" && codon != "TGA") continue;
        const std::size_t end = i + 3;
        if (begin < n && i - begin >= least)
          found.push_back({on_other ? n - end : begin, on_other ? n - begin : end, on_other});
        begin = n;
      }
    }
  }
  return found;
}

inline double bits_apart(const std::array<double, 64>& p, const std::array<double, 64>& q) {
  double bits = 0;
  for (std::size_t c = 0; c < 64; ++c) bits += p[c] * std::log2(p[c] / q[c]);
  return bits;
}
