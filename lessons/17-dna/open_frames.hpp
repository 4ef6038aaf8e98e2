// Open reading frames: what looks like a gene, where nobody has said where the genes are.
#pragma once

#include <string>
#include <vector>

#include "lessons/17-dna/genes.hpp"

// From the first ATG after a stop codon to the next stop codon, in each of the three frames of both strands, if there
// are `least` bases or more before that. The stop codon belongs to it.
inline std::vector<data::Stretch> open_frames(const std::string& sequence, std::size_t least) {
  std::vector<data::Stretch> found;
  const Gene forwards = numbers(sequence);
  for (const bool complement : {false, true}) {
    const Gene strand = complement ? reverse_complement(forwards) : forwards;
    for (std::size_t frame = 0; frame < 3; ++frame) {
      std::size_t begin = strand.size();  // of the frame that is open; the strand's size: none is
      for (std::size_t i = frame; i + 3 <= strand.size(); i += 3) {
        if (begin == strand.size() && codon(strand, i) == 14) begin = i;
        if (!is_stop(codon(strand, i))) continue;
        const std::size_t end = i + 3;
        if (i >= begin + least)
          found.push_back(
              {complement ? strand.size() - end : begin, complement ? strand.size() - begin : end, complement});
        begin = strand.size();
      }
    }
  }
  return found;
}

inline Genes cut_out(const std::string& sequence, const std::vector<data::Stretch>& places) {
  Genes genes;
  for (const auto& place : places) {
    const Gene gene = numbers(std::string_view(sequence).substr(place.begin, place.end - place.begin));
    genes.push_back(place.complement ? reverse_complement(gene) : gene);
  }
  return genes;
}

// For each, the share of its bases that others claim, too.
inline std::vector<double> contested(const std::vector<data::Stretch>& places, std::size_t length) {
  std::vector<int> claims(length, 0);
  for (const auto& place : places)
    for (std::size_t i = place.begin; i < place.end; ++i) ++claims[i];
  std::vector<double> shares;
  for (const auto& place : places) {
    double twice = 0;
    for (std::size_t i = place.begin; i < place.end; ++i) twice += claims[i] > 1;
    shares.push_back(twice / double(place.end - place.begin));
  }
  return shares;
}
