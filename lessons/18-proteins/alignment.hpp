// How alike two proteins are: the share of identical letters, in the columns of a given alignment or in the best one
// that Needleman and Wunsch's way finds (1970), and that alignment's score.
#pragma once

#include "lessons/18-proteins/proteins.hpp"

// What a pair of letters is worth: BLOSUM62 (Henikoff and Henikoff 1992), in half bits.
inline const std::array<std::array<int, 21>, 21>& blosum62() {
  static const std::array<std::array<int, 21>, 21> matrix = [] {
    constexpr std::array<int, 210> lower{
        4,                                                                               // A
        -1, 5,                                                                           // R
        -2, 0,  6,                                                                       // N
        -2, -2, 1,  6,                                                                   // D
        0,  -3, -3, -3, 9,                                                               // C
        -1, 1,  0,  0,  -3, 5,                                                           // Q
        -1, 0,  0,  2,  -4, 2,  5,                                                       // E
        0,  -2, 0,  -1, -3, -2, -2, 6,                                                   // G
        -2, 0,  1,  -1, -3, 0,  0,  -2, 8,                                               // H
        -1, -3, -3, -3, -1, -3, -3, -4, -3, 4,                                           // I
        -1, -2, -3, -4, -1, -2, -3, -4, -3, 2,  4,                                       // L
        -1, 2,  0,  -1, -3, 1,  1,  -2, -1, -3, -2, 5,                                   // K
        -1, -1, -2, -3, -1, 0,  -2, -3, -2, 1,  2,  -1, 5,                               // M
        -2, -3, -3, -3, -2, -3, -3, -3, -1, 0,  0,  -3, 0,  6,                           // F
        -1, -2, -2, -1, -3, -1, -1, -2, -2, -3, -3, -1, -2, -4, 7,                       // P
        1,  -1, 1,  0,  -1, 0,  0,  0,  -1, -2, -2, 0,  -1, -2, -1, 4,                   // S
        0,  -1, 0,  -1, -1, -1, -1, -2, -2, -1, -1, -1, -1, -2, -1, 1,  5,               // T
        -3, -3, -4, -4, -2, -2, -3, -2, -2, -3, -2, -3, -1, 1,  -4, -3, -2, 11,          // W
        -2, -2, -2, -3, -2, -1, -2, -3, 2,  -1, -1, -2, -1, 3,  -3, -2, -2, 2,  7,       // Y
        0,  -3, -3, -3, -1, -2, -2, -3, -3, 3,  1,  -2, 1,  -1, -2, -2, 0,  -3, -1, 4};  // V
    std::array<std::array<int, 21>, 21> all{};                                           // 0 for an unknown letter
    for (std::size_t i = 0, at = 0; i < 20; ++i)
      for (std::size_t j = 0; j <= i; ++j, ++at) all[i][j] = all[j][i] = lower[at];
    return all;
  }();
  return matrix;
}

struct Alignment {
  int score;
  double identity;  // identical pairs, as a share of the shorter protein's letters
};

// Global, with gaps that cost 11 for the first letter and 1 for each further one; at the ends of a protein, too.
inline Alignment align(const std::string& a, const std::string& b) {
  // A number holds a score, in steps of `unit`, and below it how many pairs are identical: the larger of two is the
  // better, and of two with equal scores the one with more such pairs.
  constexpr int unit = 4096, open = 11 * unit, more = unit, never = -(1 << 30);
  const std::size_t n = b.size();
  std::vector<std::size_t> codes;
  for (char letter : b) codes.push_back(std::size_t(code(letter)));
  // Of the letters of `a` so far and the first j of b: the best alignment, and the best with a gap in b at its end.
  std::vector<int> best(n + 1), down(n + 1, never);
  for (std::size_t j = 1; j <= n; ++j) best[j] = -open - more * int(j - 1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto& row = blosum62()[std::size_t(code(a[i]))];
    int diagonal = best[0], across = never;
    best[0] = -open - more * int(i);
    for (std::size_t j = 1; j <= n; ++j) {
      down[j] = std::max(best[j] - open, down[j] - more);
      across = std::max(best[j - 1] - open, across - more);
      const int paired = diagonal + unit * row[codes[j - 1]] + (a[i] == b[j - 1]);
      diagonal = best[j];
      best[j] = std::max({paired, down[j], across});
    }
  }
  const int same = best[n] & (unit - 1);
  return {(best[n] - same) / unit, same / double(std::min(a.size(), n))};
}

// The share of identical letters in the columns of a given alignment, of the shorter protein's.
inline double identity_in_columns(const Protein& a, const Protein& b) {
  int same = 0;
  for (std::size_t i = 0; i < a.columns.size(); ++i) same += a.columns[i] != '.' && a.columns[i] == b.columns[i];
  return same / double(std::min(a.letters.size(), b.letters.size()));
}
inline double identity(const Protein& a, const Protein& b) {
  return a.columns.empty() || b.columns.empty() ? align(a.letters, b.letters).identity : identity_in_columns(a, b);
}
