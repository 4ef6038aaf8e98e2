// The genes of a genome as numbers, those to learn from and those to be tested on, and windows drawn from them.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "autograd/random.hpp"
#include "lessons/17-dna/stand_in.hpp"
#include "lessons/support/data/genbank.hpp"
#include "lessons/support/lesson.hpp"

using namespace unroll;
namespace data = lessons::data;

constexpr std::string_view bases = "ACGT";  // base k is bases[k]; its partner on the other strand is 3 − k
using Gene = std::vector<Index>;            // as it is read, from its start codon to its stop codon
using Genes = std::vector<Gene>;

inline data::GenBank read_genome(lessons::Lesson& lesson) {
  if (lesson.stand_in()) return data::read_genbank(made_up_record(), "made-up.gbk");
  const data::File file = lesson.data(data::chlamydia).front();
  return data::read_genbank(file.bytes, file.name);
}

inline bool only_bases(std::string_view text) { return text.find_first_not_of(bases) == text.npos; }
inline Gene numbers(std::string_view text) {
  Gene gene;
  for (char base : text) gene.push_back(Index(bases.find(base)));
  return gene;
}
inline std::string letters(const Gene& gene) {
  std::string text;
  for (Index base : gene) text += bases[std::size_t(base)];
  return text;
}
inline Gene reverse_complement(const Gene& gene) {
  Gene other(gene.rbegin(), gene.rend());
  for (Index& base : other) base = 3 - base;
  return other;
}

// The codon that begins at gene[at], as a number from 0 to 63.
inline Index codon(const Gene& gene, std::size_t at) { return 16 * gene[at] + 4 * gene[at + 1] + gene[at + 2]; }
inline bool is_stop(Index codon) { return codon == 48 || codon == 50 || codon == 56; }   // TAA, TAG, TGA
inline bool is_start(Index codon) { return codon == 14 || codon == 46 || codon == 62; }  // ATG, GTG, TTG

// Those that are whole, made of codons, and long enough for a window.
inline Genes usable_genes(const data::GenBank& genome) {
  Genes genes;
  for (const auto& gene : genome.genes) {
    const std::string text = data::spliced(genome, gene);
    if (!gene.partial && text.size() % 3 == 0 && text.size() >= 300 && only_bases(text)) genes.push_back(numbers(text));
  }
  return genes;
}

// Every gene is on one side only: two thirds to learn from, a tenth of these to choose by, one third for the test.
struct Split {
  Genes training, tuning, test;
};
inline Split split(const Genes& genes) {
  Split result;
  const std::size_t test = genes.size() / 3, tuning = genes.size() / 15;
  const auto order = random_numbers().permutation(Index(genes.size()));
  for (std::size_t i = 0; i < genes.size(); ++i)
    (i < test            ? result.test
     : i < test + tuning ? result.tuning
                         : result.training)
        .push_back(genes[std::size_t(order[i])]);
  return result;
}

// ---- Windows ----
inline Index window_length(const lessons::Lesson& lesson) { return lesson.full() ? 60 : 48; }
// How many a measurement takes: fewer if they are made up, for such runs are to be short.
inline Index sample(lessons::Lesson& lesson, Index windows) { return lesson.stand_in() ? windows / 4 : windows; }

struct Windows {
  Indices ids;     // (L, windows)
  Indices frames;  // (windows): the codon position of the first base, 0, 1 or 2
};

// `size` windows of L bases, each from a gene drawn at random, in a frame drawn at random or in the one that is given.
inline Windows draw_windows(const Genes& genes, Index L, Index size, std::optional<Index> frame = {}) {
  std::vector<Index> ids(std::size_t(L * size)), frames;
  for (Index n = 0; n < size; ++n) {
    const Gene& gene = genes[std::size_t(random_numbers().below(Index(genes.size())))];
    frames.push_back(frame ? *frame : random_numbers().below(3));
    const Index begin = 3 * random_numbers().below((Index(gene.size()) - L - 2) / 3) + frames.back();
    for (Index t = 0; t < L; ++t) ids[std::size_t(t * size + n)] = gene[std::size_t(begin + t)];
  }
  return {Indices({L, size}, std::move(ids)), Indices(std::move(frames))};
}
inline Windows part(const Windows& windows, Index begin, Index end) {
  const Index L = windows.ids.shape()[0], size = windows.ids.shape()[1];
  std::vector<Index> ids;
  for (Index t = 0; t < L; ++t)
    for (Index n = begin; n < end; ++n) ids.push_back(windows.ids[t * size + n]);
  const auto frames = windows.frames.values();
  return {Indices({L, end - begin}, std::move(ids)),
          Indices(std::vector<Index>(frames.begin() + begin, frames.begin() + end))};
}
inline Gene window(const Windows& windows, Index n) {
  const Index L = windows.ids.shape()[0], size = windows.ids.shape()[1];
  Gene one;
  for (Index t = 0; t < L; ++t) one.push_back(windows.ids[t * size + n]);
  return one;
}
