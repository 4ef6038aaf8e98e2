// 17a: strands that one can write down, reading twice, and the same gene seen from both strands.
#pragma once

#include "lessons/support/compare.hpp"

template <class OtherStrand, class CodonPosition, class Gene>
void check_17a(OtherStrand other_strand, CodonPosition codon_position, Gene gene) {
  const auto strand = [&](const std::string& bases, const std::string& wanted, const std::string& hint) {
    const std::string got = other_strand(bases);
    demand(Stage::value, got == wanted,
           "other_strand(\"" + bases + "\") is \"" + got + "\"; it should be \"" + wanted + "\": " + hint);
  };
  strand("A", "T", "A stands opposite T");
  strand("AACC", "GGTT", "it is read from the other end, and A stands opposite T, C opposite G");
  strand("ATGC", "GCAT", "it is read from the other end, and A stands opposite T, C opposite G");
  strand("ACNT", "ANGT", "what is opposite an unknown base is not known either; N stays N");
  strand("", "", "nothing stands opposite nothing");

  const auto place = [&](int at, int begin, int end, bool other, int wanted, const std::string& hint) {
    gene.begin = begin, gene.end = end, gene.other_strand = other;
    const int got = codon_position(at, gene);
    demand(Stage::value, got == wanted,
           "base " + std::to_string(at) + " of the gene " + std::to_string(begin) + " … " + std::to_string(end - 1) +
               (other ? " on the other strand" : "") + " has codon position " + std::to_string(got) +
               "; it should be " + std::to_string(wanted) + ": " + hint);
  };
  place(7, 7, 16, false, 0, "the gene begins here");
  place(9, 7, 16, false, 2, "third base of the first codon");
  place(13, 7, 16, false, 0, "third codon");
  place(6, 7, 16, false, -1, "the gene begins after it");
  place(16, 7, 16, false, -1, "end is the first base that is no longer in the gene");
  place(15, 7, 16, true, 0, "on the other strand the gene begins at its right end, with base end − 1");
  place(14, 7, 16, true, 1, "it is read towards the left");
  place(7, 7, 16, true, 2, "the gene's last base is the end of a codon");
  place(16, 7, 16, true, -1, "end is not in the gene");

  // A gene of which a part is cut off has bases in number that three does not divide.
  place(7, 7, 17, true, 0, "counted from base 16, which is 0, it is the tenth base");

  seed(17);
  std::string genome;
  for (int i = 0; i < 200; ++i) genome += "ACGTN"[random_numbers().below(5)];
  demand(Stage::behaviour, other_strand(other_strand(genome)) == genome,
         "the other strand of the other strand should be the strand itself");
  for (int i = 0; i < 200; ++i) {
    const int n = int(genome.size()), begin = int(random_numbers().below(150)), size = int(random_numbers().below(50));
    const int at = int(random_numbers().below(n));
    gene.begin = begin, gene.end = begin + size, gene.other_strand = i % 2 == 0;
    const int here = codon_position(at, gene);
    gene.begin = n - begin - size, gene.end = n - begin, gene.other_strand = i % 2 != 0;
    demand(Stage::behaviour, codon_position(n - 1 - at, gene) == here,
           "seen from the other strand, a base should have the same position in its codon");
  }
}
