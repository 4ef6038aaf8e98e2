// Lesson 17, first program. Is the data what it is said to be, and is there a period in it that one could find without
// being told?
#include <algorithm>
#include <array>

#include "graphs/plot.hpp"
#include "lessons/17-dna/genes.hpp"

// ---- Do the genes begin and end as genes do? ----
// Of the CDS, read from their base `shift` on, how many begin with a start codon and end with a stop codon, and how
// many have a stop codon before their end.
struct Checked {
  int good = 0, broken = 0;
};
Checked check(const data::GenBank& genome, std::size_t shift) {
  Checked checked;
  for (const auto& coding : genome.genes) {
    const Gene gene = numbers(data::spliced(genome, coding));
    const std::size_t codons = (gene.size() - shift) / 3;
    checked.good += is_start(codon(gene, shift)) && is_stop(codon(gene, shift + 3 * (codons - 1)));
    bool broken = false;
    for (std::size_t i = 0; i + 1 < codons; ++i) broken = broken || is_stop(codon(gene, shift + 3 * i));
    checked.broken += broken;
  }
  return checked;
}

void check_genes(lessons::Lesson& lesson, const data::GenBank& genome) {
  lesson.heading(genome.definition);
  int other = 0, parts = 0, partial = 0;
  for (const auto& gene : genome.genes)
    other += gene.parts.front().complement, parts += gene.parts.size() > 1, partial += gene.partial;
  lesson.table({"bases", "CDS", "on the other strand", "in parts", "cut off"},
               {{std::to_string(genome.sequence.size()), std::to_string(genome.genes.size()), std::to_string(other),
                 std::to_string(parts), std::to_string(partial)}});
  lesson.quote("bases", double(genome.sequence.size())), lesson.quote("cds", double(genome.genes.size()));
  lesson.quote("other_strand", other), lesson.quote("partial", partial);
  const Checked as_told = check(genome, 0), shifted = check(genome, 1);
  lesson.finding("start_and_stop", "CDS that begin with a start codon and end with a stop codon", as_told.good);
  lesson.control("start_and_stop", "read from their second base on", shifted.good);
  lesson.finding("stops_within", "CDS with a stop codon before their end", as_told.broken);
  lesson.control("stops_within", "read from their second base on", shifted.broken);
}

// ---- Does a base know which base stands d further on? ----
// How often both are the same, less what two independent draws would give.
std::vector<double> same_again(const Genes& genes, std::size_t most) {
  std::array<double, 4> count{};
  double all = 0;
  for (const Gene& gene : genes)
    for (Index base : gene) ++count[std::size_t(base)], ++all;
  double chance = 0;
  for (double c : count) chance += c / all * c / all;
  std::vector<double> excess;
  for (std::size_t d = 1; d <= most; ++d) {
    double same = 0, pairs = 0;
    for (const Gene& gene : genes)
      for (std::size_t i = 0; i + d < gene.size(); ++i) same += gene[i] == gene[i + d], ++pairs;
    excess.push_back(same / pairs - chance);
  }
  return excess;
}
// At distances that three divides, more than at the others.
double by_threes(const std::vector<double>& excess) {
  double three = 0, other = 0;
  for (std::size_t i = 0; i < excess.size(); ++i) (i % 3 == 2 ? three : other) += excess[i];
  return 3 * three / double(excess.size()) - 1.5 * other / double(excess.size());
}

void find_period(lessons::Lesson& lesson, const Genes& genes) {
  lesson.heading("A base and the one d further on: how often are they the same?");
  Genes shuffled;
  for (const Gene& gene : genes) {
    Gene other;
    for (Index i : random_numbers().permutation(Index(gene.size()))) other.push_back(gene[std::size_t(i)]);
    shuffled.push_back(other);
  }
  constexpr std::size_t most = 30;
  const std::vector<double> within = same_again(genes, most), chance = same_again(shuffled, most);
  std::vector<double> ds;
  for (std::size_t d = 1; d <= most; ++d) ds.push_back(double(d));
  graphs::Plot plot("The same base again, d bases further on", {"distance d", graphs::Scale::linear, 0, most + 1},
                    {"share of pairs, above chance"});
  plot.line("genes", ds, within);
  plot.line("their bases shuffled", ds, chance);
  lesson.save(plot, "period");
  lesson.finding("by_threes", "the same base, more often at 3, 6, 9 … than at other distances", by_threes(within));
  lesson.control("by_threes", "in genes whose bases are shuffled", by_threes(chance));

  std::array<std::array<double, 4>, 3> share{};
  double codons = 0;
  for (const Gene& gene : genes)
    for (std::size_t i = 0; i < gene.size(); ++i) ++share[i % 3][std::size_t(gene[i])], codons += i % 3 == 0;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t p = 0; p < 3; ++p) {
    rows.push_back({"codon position " + std::to_string(p + 1)});
    for (std::size_t k = 0; k < 4; ++k) {
      rows.back().push_back(lessons::short_text(share[p][k] / codons));
      lesson.quote(std::string("share_") + bases[k] + std::to_string(p + 1), share[p][k] / codons);
    }
  }
  lesson.say("\nWhich bases stand where in a codon:");
  lesson.table({"", "A", "C", "G", "T"}, rows);
}

// ---- Does the test know what was learnt from? ----
constexpr std::size_t word = 24;
// All pieces of 24 bases, each as a number.
template <class See>
void each_piece(const Gene& gene, const See& see) {
  std::uint64_t piece = 0;
  for (std::size_t i = 0; i < gene.size(); ++i) {
    piece = (piece << 2 | std::uint64_t(gene[i])) & ((std::uint64_t(1) << 2 * word) - 1);
    if (i + 1 >= word) see(piece);
  }
}
// How much of `asked` stands in `learnt`, on one strand or the other.
double known(const Genes& asked, const Genes& learnt) {
  std::vector<std::uint64_t> pieces;
  for (const Gene& gene : learnt)
    for (const Gene& strand : {gene, reverse_complement(gene)})
      each_piece(strand, [&](std::uint64_t piece) { pieces.push_back(piece); });
  std::ranges::sort(pieces);
  double found = 0, all = 0;
  for (const Gene& gene : asked)
    each_piece(gene, [&](std::uint64_t piece) { found += std::ranges::binary_search(pieces, piece), ++all; });
  return found / all;
}

// Windows dealt out, instead of genes.
Split deal_windows(const Genes& genes) {
  Genes windows;
  for (const Gene& gene : genes)
    for (std::size_t i = 0; i + 48 <= gene.size(); i += 12)
      windows.emplace_back(gene.begin() + Index(i), gene.begin() + Index(i + 48));
  return split(windows);
}

void check_split(lessons::Lesson& lesson, const Genes& genes) {
  lesson.heading("Genes to learn from, and genes for the test");
  const Split parts = split(genes);
  lesson.table({"", "to learn from", "to choose by", "for the test"},
               {{"genes", std::to_string(parts.training.size()), std::to_string(parts.tuning.size()),
                 std::to_string(parts.test.size())}});
  lesson.quote("genes_training", double(parts.training.size())), lesson.quote("genes_test", double(parts.test.size()));
  lesson.quote("genes_tuning", double(parts.tuning.size()));
  lesson.finding("leak", "pieces of 24 bases of test genes that stand in training genes, too",
                 known(parts.test, parts.training));
  const Split dealt = deal_windows(genes);
  lesson.control("leak", "if windows of 48, twelve bases apart, are dealt out", known(dealt.test, dealt.training));
}

void story(lessons::Lesson& lesson) {
  const data::GenBank genome = read_genome(lesson);
  check_genes(lesson, genome);
  const Genes genes = usable_genes(genome);
  find_period(lesson, genes);
  check_split(lesson, genes);
}

int main(int argc, char* argv[]) { return lessons::run("17-dna/genes", argc, argv, story); }
