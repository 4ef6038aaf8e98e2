// 17d: sequences whose open frames one can see, a genome turned round, and bits by hand.
#pragma once

#include "lessons/support/compare.hpp"

struct Frame17d {
  std::size_t begin, end;
  bool other_strand;
  auto operator<=>(const Frame17d&) const = default;
};
inline std::string text_17d(const std::vector<Frame17d>& frames) {
  std::string text;
  for (const auto& frame : frames)
    text += (text.empty() ? "" : ", ") + std::to_string(frame.begin) + " … " + std::to_string(frame.end - 1) +
            (frame.other_strand ? " on the other strand" : "");
  return text.empty() ? "none" : text;
}
template <class OpenFrames>
std::vector<Frame17d> sorted_17d(OpenFrames open_frames, const std::string& sequence, std::size_t least) {
  std::vector<Frame17d> all;
  for (const auto& frame : open_frames(sequence, least)) all.push_back({frame.begin, frame.end, frame.other_strand});
  std::ranges::sort(all);
  return all;
}

template <class OpenFrames, class BitsApart>
void check_17d(OpenFrames open_frames, BitsApart bits_apart) {
  const auto ask = [&](const std::string& sequence, std::size_t least, const std::vector<Frame17d>& wanted,
                       const std::string& hint) {
    const auto got = sorted_17d(open_frames, sequence, least);
    demand(Stage::value, got == wanted,
           "in " + sequence + ", with at least " + std::to_string(least) + " bases, you find: " + text_17d(got) +
               "; there are: " + text_17d(wanted) + ". " + hint);
  };
  ask("CCATGCCCTAACC", 6, {{2, 11, false}}, "The stop codon belongs to it.");
  ask("CCATGCCCTAACC", 7, {}, "Six bases stand before the stop codon, which itself does not count.");
  ask("ATGCCCATGCCCTGA", 3, {{0, 15, false}}, "It begins with the first ATG; a later one is part of it.");
  ask("ATGCCCCCCCCC", 3, {}, "Without a stop codon it is cut off, and does not count.");
  ask("ATGTAACCCCCCTAA", 6, {}, "The frame that ATG opened is closed by TAA, however short it was.");
  ask("GGTTAGGGCATGGAA", 6, {{2, 11, true}},
      "On the other strand, which reads TTCCATGCCCTAACC, there is one; tell its bases as this sequence counts them.");

  seed(17);
  std::string genome, other;
  for (int i = 0; i < 3000; ++i) genome += "ACGT"[random_numbers().below(4)];
  for (auto base = genome.rbegin(); base != genome.rend(); ++base)
    other += *base == 'A' ? 'T' : *base == 'C' ? 'G' : *base == 'G' ? 'C' : 'A';
  std::vector<Frame17d> mirrored;
  for (const auto& frame : sorted_17d(open_frames, other, 60))
    mirrored.push_back({genome.size() - frame.end, genome.size() - frame.begin, !frame.other_strand});
  std::ranges::sort(mirrored);
  const auto here = sorted_17d(open_frames, genome, 60);
  demand(Stage::behaviour, !here.empty() && here == mirrored,
         "turned round, a genome should have the same open frames on the other strand");

  std::array<double, 64> p{}, q{}, r{};
  p[0] = 0.75, p[1] = 0.25, q[0] = 0.25, q[1] = 0.25, q[2] = 0.5;
  r.fill(1.0 / 64);
  const double wanted = 0.75 * std::log2(3.0);
  demand(Stage::value, std::isfinite(bits_apart(p, r)),
         "bits_apart is no number where a codon never comes; what has p = 0 adds nothing");
  demand_close(Stage::value, "bits_apart of 3/4, 1/4 from 1/4, 1/4, 1/2", bits_apart(p, q), wanted, 1e-12,
               "Σ p log₂(p/q), with the logarithm to base 2 and p in front");
  demand_close(Stage::behaviour, "bits_apart of a distribution from itself", bits_apart(r, r), 0, 1e-12);
  demand_close(Stage::behaviour, "bits_apart of one sure codon from 64 equal ones",
               bits_apart(
                   [] {
                     std::array<double, 64> one{};
                     one[7] = 1;
                     return one;
                   }(),
                   r),
               6, 1e-12);
}
