// Made-up genomes, for runs without data: genes on both strands, whose codons are drawn with preferences, among bases
// drawn one by one. In the first, a GenBank record, A and T are more frequent, as in Chlamydia, so that other frames
// have many stop codons. The second, in FASTA, has other preferences and more of C and G, so that some frames are open
// by chance.
#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "autograd/random.hpp"
#include "lessons/support/data/genbank.hpp"

// Codons drawn by the weights of their bases times eᵍ, with a normal g of the given deviation.
class CodonUsage {
 public:
  CodonUsage(std::uint64_t seed, double gc, double deviation) : random_(seed), gc_(gc) {
    const std::array share{(1 - gc) / 2, gc / 2, gc / 2, (1 - gc) / 2};
    double sum = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      const bool stop = i == 48 || i == 50 || i == 56;
      const double g = deviation * random_.normal();
      const double weight = share[i / 16] * share[i / 4 % 4] * share[i % 4] * std::exp(g);
      up_to_[i] = sum += stop ? 0 : weight;
    }
  }

  std::string gene(unroll::Index codons) {
    std::string text = "ATG";
    for (unroll::Index i = 0; i < codons; ++i) text += draw();
    return text + "TAA";
  }
  std::string noise(unroll::Index length) {
    std::string text;
    for (unroll::Index i = 0; i < length; ++i) text += base();
    return text;
  }
  unroll::Random& random() { return random_; }

 private:
  char base() {
    const double at = random_.uniform(), side = random_.uniform();
    return at < gc_ ? (side < 0.5 ? 'C' : 'G') : (side < 0.5 ? 'A' : 'T');
  }
  std::string draw() {
    const double at = random_.uniform() * up_to_.back();
    std::size_t i = 0;
    while (up_to_[i] <= at) ++i;
    return {"ACGT"[i / 16], "ACGT"[i / 4 % 4], "ACGT"[i % 4]};
  }

  unroll::Random random_;
  double gc_;
  std::array<double, 64> up_to_;
};

struct MadeUpGenome {
  std::string sequence;
  std::vector<unroll::lessons::data::Stretch> genes;
};
inline MadeUpGenome made_up_genome(CodonUsage usage, int genes) {
  MadeUpGenome genome;
  for (int i = 0; i < genes; ++i) {
    genome.sequence += usage.noise(20 + usage.random().below(60));
    const std::string gene = usage.gene(120 + usage.random().below(160));
    const std::size_t begin = genome.sequence.size();
    genome.genes.push_back({begin, begin + gene.size(), i % 2 == 1});
    genome.sequence += i % 2 == 1 ? unroll::lessons::data::reverse_complement(gene) : gene;
  }
  return genome;
}

// As GenBank writes it.
inline std::string made_up_record() {
  const MadeUpGenome genome = made_up_genome(CodonUsage(17, 0.4, 0.6), 150);
  const std::string size = std::to_string(genome.sequence.size());
  std::string text = "LOCUS       MADEUP " + size + " bp    DNA\nDEFINITION  Made-up genome.\nFEATURES\n";
  for (const auto& gene : genome.genes) {
    const std::string place = std::to_string(gene.begin + 1) + ".." + std::to_string(gene.end);
    text += "     CDS             " + (gene.complement ? "complement(" + place + ")" : place) + "\n";
  }
  text += "ORIGIN\n";
  for (std::size_t i = 0; i < genome.sequence.size(); i += 60)
    text += std::to_string(i + 1) + " " + genome.sequence.substr(i, 60) + "\n";
  return text + "//\n";
}

inline std::string made_up_fasta() {
  return ">OTHER a made-up genome\n" + made_up_genome(CodonUsage(18, 0.58, 0.6), 40).sequence + "\n";
}
