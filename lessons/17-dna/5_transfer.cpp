// Lesson 17, fifth program. Another genome, whose genes nobody has marked. What looks like a gene there has to do for
// a label; does what was learnt in the first genome hold in the second?
#include <set>

#include "graphs/plot.hpp"
#include "lessons/17-dna/baselines.hpp"
#include "lessons/17-dna/frames.hpp"
#include "lessons/17-dna/open_frames.hpp"
#include "lessons/support/data/fasta.hpp"

std::string read_phage(lessons::Lesson& lesson) {
  if (lesson.stand_in()) return data::read_fasta(made_up_fasta(), "other.fa").front().letters;
  const data::File file = lesson.data(data::lambda_phage).front();
  return data::read_fasta(file.bytes, file.name).front().letters;
}

// ---- How far are such labels to be trusted? At home one can look ----
// Of the open frames, the share that ends where a CDS ends.
double confirmed(const data::GenBank& genome, const std::vector<data::Stretch>& frames) {
  std::set<std::pair<std::size_t, bool>> ends;
  for (const auto& gene : genome.genes) {
    const data::Stretch& last = gene.parts.back();
    ends.insert({last.complement ? last.begin : last.end, last.complement});
  }
  double found = 0;
  for (const auto& frame : frames)
    found += double(ends.count({frame.complement ? frame.begin : frame.end, frame.complement}));
  return found / double(frames.size());
}

void check_labels(lessons::Lesson& lesson, const data::GenBank& home, const std::vector<data::Stretch>& at_home,
                  const std::string& phage, const std::vector<data::Stretch>& away) {
  lesson.heading("Open reading frames of at least 450 bases");
  const std::vector<double> shares = contested(away, phage.size());
  const auto half = std::ranges::count_if(shares, [](double share) { return share > 0.5; });
  lesson.table({"", "bases", "open frames", "of which half is claimed twice"},
               {{"home", std::to_string(home.sequence.size()), std::to_string(at_home.size()), ""},
                {"away", std::to_string(phage.size()), std::to_string(away.size()), std::to_string(half)}});
  lesson.quote("phage_bases", double(phage.size())), lesson.quote("open_frames", double(away.size()));
  lesson.quote("contested", double(half)), lesson.quote("home_frames", double(at_home.size()));
  lesson.finding("labels", "at home, open frames that end where a CDS ends", confirmed(home, at_home));
  lesson.control("labels", "if 90 bases are enough", confirmed(home, open_frames(home.sequence, 90)));
}

// Those that do not end as one of these genes does: the network has not learnt from them.
Genes unknown(const Genes& frames, const std::vector<Genes>& known) {
  const auto end = [](const Gene& gene) { return Gene(gene.end() - 30, gene.end()); };
  std::set<Gene> ends;
  for (const Genes& genes : known)
    for (const Gene& gene : genes) ends.insert(end(gene));
  Genes rest;
  for (const Gene& frame : frames)
    if (!ends.contains(end(frame))) rest.push_back(frame);
  return rest;
}

// ---- Right answers at home and away ----
// Naive Bayes by the codons of the other open frames: each is tested on its own windows.
double right_by_own_codons(const Genes& genes, Index L) {
  double sum = 0;
  for (std::size_t i = 0; i < genes.size(); ++i) {
    Genes others = genes;
    others.erase(others.begin() + Index(i));
    const Windows windows = draw_windows({genes[i]}, L, 100);
    sum += lessons::right_answers(CodonBayes(others, 1)(windows), windows.frames) / double(genes.size());
  }
  return sum;
}

// How many bits a codon costs more if it is coded by `model` than by the genes' own.
double bits_apart(const Genes& genes, const CodonBayes& model) {
  const CodonBayes own(genes, 1);
  double bits = 0;
  for (Index c = 0; c < 64; ++c)
    bits += std::exp(own.log_p_codon(c)) * (own.log_p_codon(c) - model.log_p_codon(c)) / std::log(2.0);
  return bits;
}

void story(lessons::Lesson& lesson) {
  const data::GenBank home = read_genome(lesson);
  const std::string phage = read_phage(lesson);
  const std::vector<data::Stretch> at_home = open_frames(home.sequence, 450), away = open_frames(phage, 450);
  check_labels(lesson, home, at_home, phage, away);

  const Split genes = split(usable_genes(home));
  const Index L = window_length(lesson);
  PlainReader reader(units(lesson));
  teach_plain(lesson, reader, genes, draw_windows(genes.tuning, L, sample(lesson, 1000)));
  const CodonBayes codons = count_codons(genes);

  const Genes phage_genes = cut_out(phage, away);
  const std::vector<double> shares = contested(away, phage.size());
  Genes alone, disputed, even, odd;
  for (std::size_t i = 0; i < away.size(); ++i) {
    (shares[i] > 0.5 ? disputed : alone).push_back(phage_genes[i]);
    (i % 2 == 0 ? even : odd).push_back(phage_genes[i]);
  }
  lesson.heading("Right answers in windows of " + std::to_string(L));
  std::vector<std::vector<std::string>> rows;
  std::vector<double> by_network, by_codons;
  const auto row = [&](const std::string& id, const std::string& name, const Genes& some) {
    const Windows windows = draw_windows(some, L, sample(lesson, 4000));
    by_network.push_back(right(reader, windows));
    by_codons.push_back(lessons::right_answers(codons(windows), windows.frames));
    lesson.quote("network_" + id, by_network.back()), lesson.quote("codons_" + id, by_codons.back());
    rows.push_back({name, lessons::short_text(by_network.back()), lessons::short_text(by_codons.back())});
  };
  row("home", "home: test genes", genes.test);
  row("home_frames", "home: open frames", unknown(cut_out(home.sequence, at_home), {genes.training, genes.tuning}));
  row("away", "away: open frames", phage_genes);
  row("alone", "away: not disputed", alone);
  row("disputed", "away: disputed", disputed);
  lesson.table({"", "plain RNN", "naive Bayes"}, rows);

  lesson.finding("drop", "what the network loses away", by_network[0] - by_network[2]);
  lesson.control("drop", "what it loses at home by such labels", by_network[0] - by_network[1]);
  lesson.finding("bayes_drops", "what naive Bayes loses away", by_codons[0] - by_codons[2]);
  lesson.control("bayes_drops", "what it loses at home by such labels", by_codons[0] - by_codons[1]);
  lesson.finding("disputed", "naive Bayes, undisputed frames against disputed ones", by_codons[3] - by_codons[4]);
  const auto of = [&](const Genes& some, const CodonBayes& model) {
    const Windows windows = draw_windows(some, L, sample(lesson, 4000));
    return lessons::right_answers(model(windows), windows.frames);
  };
  lesson.control("disputed", "every other one against the rest", of(even, codons) - of(odd, codons));

  const double own = right_by_own_codons(phage_genes, L);
  const Genes as_few(genes.training.begin(), genes.training.begin() + Index(phage_genes.size()));
  lesson.quote("own_codons_right", own);
  lesson.finding("own_codons", "away, what codons counted away bring against those of home", own - by_codons[2]);
  lesson.control("own_codons", "what as few genes of home bring",
                 of(phage_genes, CodonBayes(as_few, 1)) - by_codons[2]);
  lesson.finding("bits_apart", "bits a codon between away and home", bits_apart(phage_genes, codons));
  lesson.control("bits_apart", "between the test genes and home", bits_apart(genes.test, codons));

  graphs::Plot plot("What was learnt at home, at home and away",
                    {"", graphs::Scale::linear, {}, {}, {"genes", "open frames", "away", "undisputed", "disputed"}},
                    {"right answers", graphs::Scale::linear, 0, 1});
  plot.bars("plain RNN", by_network);
  plot.bars("naive Bayes", by_codons);
  plot.level("codons of away", own);
  lesson.save(plot, "transfer");
}

int main(int argc, char* argv[]) { return lessons::run("17-dna/transfer", argc, argv, story); }
