// 17b: probabilities that one can count, all ways to complete a window, and windows that are long.
#pragma once

#include "lessons/support/compare.hpp"

using Usage17b = std::array<double, 64>;

inline std::array<Index, 3> bases_17b(std::size_t codon) {
  return {Index(codon / 16), Index(codon / 4 % 4), Index(codon % 4)};
}
// P(window | frame), summed over all codons of which the window may be a part.
inline double likelihood_17b(const std::string& window, std::size_t frame, const Usage17b& p) {
  const std::string letters = "ACGT";
  double product = 1;
  for (std::size_t begin = 0; begin < frame + window.size(); begin += 3) {
    double sum = 0;
    for (std::size_t c = 0; c < 64; ++c) {
      bool fits = true;
      for (std::size_t i = 0; i < 3; ++i) {
        const std::size_t at = begin + i;  // as if the window's first codon were whole
        if (at >= frame && at - frame < window.size())
          fits = fits && letters[std::size_t(bases_17b(c)[i])] == window[at - frame];
      }
      if (fits) sum += p[c];
    }
    product *= sum;
  }
  return product;
}

template <class CodonUsage, class Frames>
void check_17b(CodonUsage codon_usage, Frames frames) {
  seed(17);
  const Usage17b counted = codon_usage({"ATGGCATAA", "ATGTAA"}, 0.5);
  const auto demand_p = [&](const char* codon, std::size_t number, double wanted, const std::string& hint) {
    demand_close(Stage::value, std::string("the probability of ") + codon + " in ATGGCATAA, ATGTAA with k = 0.5",
                 counted[number], wanted, 1e-12, hint);
  };
  const double all = 5 + 64 * 0.5;
  demand(Stage::value, counted[21] > 0,
         "CCC, which no gene has, has probability " + std::to_string(counted[21]) +
             "; k is added to every count, so that nothing is impossible");
  double total_p = 0;
  for (double x : counted) total_p += x;
  demand(Stage::value, std::abs(total_p - 1) < 1e-9,
         "the 64 probabilities add up to " + std::to_string(total_p) +
             "; with k added to each of the 64, five codons make 5 + 64 k");
  demand_p("TGG", 58, 0.5 / all, "no codon of these reads TGG: a codon begins at every third base");
  demand_p("ATG", 14, 2.5 / all, "it was counted twice, of five codons");

  Usage17b p;
  double sum = 0;
  for (double& x : p) sum += x = std::exp(2 * random_numbers().normal());
  for (double& x : p) x /= sum;
  const auto draw = [&](std::size_t size) {
    std::string window;
    for (std::size_t i = 0; i < size; ++i) window += "ACGT"[random_numbers().below(4)];
    return window;
  };
  for (std::size_t size : {6, 7, 8, 9, 3, 4}) {
    const std::string window = draw(size);
    std::array<double, 3> wanted{};
    double total = 0;
    for (std::size_t frame = 0; frame < 3; ++frame) total += wanted[frame] = likelihood_17b(window, frame, p);
    const auto got = frames(window, p);
    const double got_sum = got[0] + got[1] + got[2];
    demand(Stage::value, std::abs(got_sum - 1) < 1e-9,
           "the three probabilities of a window add up to " + std::to_string(got_sum) + "; divide by their sum");
    const auto is = [&](std::size_t frame, double value) { return std::abs(got[frame] - value / total) < 1e-9; };
    demand(Stage::value, size % 3 != 0 || !is(1, wanted[2]) || is(1, wanted[1]),
           "frames 1 and 2 are exchanged: in frame 1 the window's first base is its codon's second, and the next codon "
           "begins two bases further on");
    for (std::size_t frame = 0; frame < 3; ++frame)
      demand(Stage::value, is(frame, wanted[frame]),
             "for the window " + window + " the probability of frame " + std::to_string(frame) + " is " +
                 std::to_string(got[frame]) + "; summed over all ways to complete the codons that are cut off it is " +
                 std::to_string(wanted[frame] / total));
  }

  // A codon that no gene had, in a window of an hour's reading.
  const auto far = frames(draw(6000), codon_usage({"ATGGCATAA"}, 0.5));
  demand(Stage::behaviour, std::abs(far[0] + far[1] + far[2] - 1) < 1e-9,
         "a window of 6,000 bases has probabilities too small for a double; add logarithms, and take the largest off "
         "before exp");
  std::string gene;
  for (int i = 0; i < 60; ++i) {
    double at = random_numbers().uniform();
    std::size_t c = 0;
    while (c < 63 && at > p[c]) at -= p[c++];
    for (Index base : bases_17b(c)) gene += "ACGT"[base];
  }
  for (std::size_t frame = 0; frame < 3; ++frame)
    demand(Stage::behaviour, frames(gene.substr(frame), p)[frame] > 0.9,
           "the window of a gene from its base " + std::to_string(frame) + " on should have that frame");
}
