// Lesson 17, fourth program. Which bases does the answer depend on? On some more than on others, in threes; and on
// three words above all, which nobody has told the network.
#include "graphs/painted_sequence.hpp"
#include "graphs/plot.hpp"
#include "lessons/17-dna/inside.hpp"

// ---- What it looks at ----
struct Look {
  std::array<std::vector<double>, 3> profiles;  // of windows in each frame
  double share;                                 // of period 3, the mean of the three
};
Look look(const PlainReader& reader, const Genes& genes, Index L, Index size) {
  Look result{};
  for (Index frame = 0; frame < 3; ++frame) {
    auto& profile = result.profiles[std::size_t(frame)];
    profile = saliency_profile(reader, draw_windows(genes, L, size, frame));
    result.share += period_3(profile) / 3;
  }
  return result;
}

void ask_saliency(lessons::Lesson& lesson, const PlainReader& untrained, const PlainReader& reader, const Genes& genes,
                  Index L) {
  lesson.heading("How much the loss depends on each base");
  const Index size = sample(lesson, 3000);
  const Look before = look(untrained, genes, L, size), after = look(reader, genes, L, size);
  const std::vector<double> mixed = saliency_profile(reader, draw_windows(genes, L, size));
  lesson.finding("period_3", "of the saliency's spectrum, the share of period 3", after.share);
  lesson.control("period_3", "in the network before training", before.share);
  lesson.control("period_3", "in windows of all frames together", period_3(mixed));
  std::vector<std::string> row;
  for (std::size_t p = 0; p < 3; ++p) {
    double sum = 0;
    for (std::size_t frame = 0; frame < 3; ++frame) {
      const std::vector<double> ratio = by_neighbours(after.profiles[frame]);
      for (std::size_t t = 0; t < ratio.size(); ++t) sum += (frame + t) % 3 == p ? ratio[t] / double(L) : 0;
    }
    row.push_back(lessons::short_text(sum));
    lesson.quote("saliency_" + std::to_string(p + 1), sum);
  }
  lesson.say("Saliency by codon position, by the mean of each base and its neighbours:");
  lesson.table({"1", "2", "3"}, {row});

  std::vector<double> ts, periods;
  for (Index t = 1; t <= L; ++t) ts.push_back(double(t));
  for (Index waves = 1; waves <= L / 2; ++waves) periods.push_back(double(L) / double(waves));
  const graphs::Axis time{"time step t", graphs::Scale::linear, 0, double(L + 1)};
  graphs::Plot plot("What the loss depends on, in windows of whole codons", time, {"saliency", graphs::Scale::log});
  plot.line("trained", ts, after.profiles[0]);
  plot.line("untrained", ts, before.profiles[0]);
  graphs::Plot rest("", time, {"trained, by neighbours"});
  rest.line("windows of whole codons", ts, by_neighbours(after.profiles[0]));
  rest.line("of all frames", ts, by_neighbours(mixed));
  graphs::Plot waves("", {"period, in bases", graphs::Scale::log, 2, double(L)}, {"share of the power"});
  waves.line("trained", periods, spectrum(by_neighbours(after.profiles[0])));
  waves.line("untrained", periods, spectrum(by_neighbours(before.profiles[0])));
  plot.above(rest), plot.above(waves);
  lesson.save(plot, "saliency");
}

// ---- Codons written into windows ----
// What happens to log p of the true frame, on the mean, when these three bases are written into the middle of the
// window, in frame or `off` bases behind it.
double written_in(const PlainReader& reader, const Windows& windows, const Gene& word, Index off) {
  NoGrad no_grad;
  const Index L = windows.ids.shape()[0], size = windows.ids.shape()[1];
  std::vector<Index> ids(windows.ids.values().begin(), windows.ids.values().end());
  for (Index n = 0; n < size; ++n) {
    const Index at = L / 2 + (3 - windows.frames[n]) % 3 + off;  // L/2 is a multiple of 3
    for (Index k = 0; k < 3; ++k) ids[std::size_t((at + k) * size + n)] = word[std::size_t(k)];
  }
  const auto log_p = [&](const Indices& what) {
    return -double(nn::cross_entropy(reader(what), windows.frames).item());
  };
  return log_p(Indices({L, size}, std::move(ids))) - log_p(windows.ids);
}

void write_codons(lessons::Lesson& lesson, const PlainReader& untrained, const PlainReader& reader, const Genes& genes,
                  Index L) {
  lesson.heading("Three bases are written into windows: what becomes of log p of the true frame?");
  const Windows windows = draw_windows(genes, L, sample(lesson, 2000));
  std::vector<std::vector<std::string>> rows;
  double stops = 0, beside = 0, sense = 0, before = 0;
  for (const char* word : {"TAA", "TAG", "TGA", "CAA", "CAG", "CGA"}) {
    const Gene three = numbers(word);
    std::array<double, 3> change{};
    for (Index off = 0; off < 3; ++off) {
      change[std::size_t(off)] = written_in(reader, windows, three, off);
      lesson.quote(std::string(word) + "_" + std::to_string(off), change[std::size_t(off)]);
    }
    rows.push_back(
        {word, lessons::short_text(change[0]), lessons::short_text(change[1]), lessons::short_text(change[2])});
    (is_stop(codon(three, 0)) ? stops : sense) += change[0] / 3;
    if (!is_stop(codon(three, 0))) continue;
    beside += (change[1] + change[2]) / 6, before += written_in(untrained, windows, three, 0) / 3;
  }
  lesson.table({"", "in frame", "one base later", "two later"}, rows);
  lesson.finding("stop_codons", "a stop codon in frame, the mean of three", stops);
  lesson.control("stop_codons", "out of frame", beside);
  lesson.control("stop_codons", "with C for its T, in frame", sense);
  lesson.control("stop_codons", "in frame, before training", before);
}

// ---- One gene, painted ----
// The beginning of a gene, read base by base, and the network asked after each: how much do all answers together depend
// on each base?
void paint(lessons::Lesson& lesson, const PlainReader& reader, const Gene& whole) {
  const Gene gene(whole.begin(), whole.begin() + 150);
  const Index L = Index(gene.size());
  const Tensor xs = variable(one_hot(Indices({L, 1}, gene)).value());
  const auto states = reader.read(xs).states;
  std::vector<Tensor> losses;
  graphs::PaintedSequence picture{
      .title = "What the answers depend on, at the beginning of a gene",
      .sentence =
          "Below each base, the codon position that the network expected for it. Frames: stop "
          "codons of another frame.",
      .quantity = {"saliency", graphs::Scale::log},
      .colours = graphs::Colours::gradients,
      .columns = 60,
      .group = 3};
  picture.below.push_back("");
  for (Index t = 0; t < L; ++t) {
    picture.symbols.push_back({bases[std::size_t(gene[std::size_t(t)])]});
    const Tensor scores = reader.head(states[std::size_t(t)].h);
    losses.push_back(nn::cross_entropy(scores, Indices{(t + 1) % 3}));
    const Real* best = std::max_element(scores.value().data(), scores.value().data() + 3);
    if (t + 1 < L) picture.below.push_back(std::to_string(best - scores.value().data() + 1));
    if (t % 3 != 0 && t + 3 <= L && is_stop(codon(gene, std::size_t(t))))
      picture.marks.push_back({t + 1, t + 3, "stop", true});
  }
  const Tensor dx = grad(add_all(losses), xs);
  const Array size = norm(dx - mean(dx, -1, true), -1).value();
  for (Real s : size.numbers()) picture.values.push_back(double(s));
  lesson.save(picture, "painted");
}

void story(lessons::Lesson& lesson) {
  const Split genes = split(usable_genes(read_genome(lesson)));
  const Index L = window_length(lesson), hidden = units(lesson);
  const PlainReader untrained(hidden);
  PlainReader reader(hidden);
  teach_plain(lesson, reader, genes, draw_windows(genes.tuning, L, sample(lesson, 1000)));

  ask_saliency(lesson, untrained, reader, genes.test, L);
  write_codons(lesson, untrained, reader, genes.test, L);
  paint(lesson, reader, genes.test.front());
}

int main(int argc, char* argv[]) { return lessons::run("17-dna/saliency", argc, argv, story); }
