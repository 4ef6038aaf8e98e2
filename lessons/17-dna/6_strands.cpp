// Lesson 17, sixth program. A gene may stand on either strand. Six answers: which strand, and which frame? One reader,
// two readers, or one reader who reads both strands.
#include "lessons/17-dna/baselines.hpp"
#include "lessons/17-dna/strands.hpp"

// Naive Bayes reads the window and its reverse complement.
double right_by_codons(const CodonBayes& codons, const Windows& windows) {
  Array scores = Array::zeros({windows.frames.size(), 6});
  for (Index n = 0; n < windows.frames.size(); ++n) {
    const Gene one = window(windows, n), other = reverse_complement(one);
    for (Index answer = 0; answer < 6; ++answer)
      scores.set({n, answer}, Real(codons.log_p(answer < 3 ? one : other, answer % 3)));
  }
  return lessons::right_answers(scores, windows.frames);
}

// How often a window and its reverse complement get answers that fit: the same frame, the other strand.
template <class Model>
double change_sides(const Model& model, const Windows& windows) {
  NoGrad no_grad;
  const Index L = windows.ids.shape()[0], size = windows.ids.shape()[1];
  std::vector<Index> turned;
  for (Index t = L; t-- > 0;)
    for (Index n = 0; n < size; ++n) turned.push_back(3 - windows.ids[t * size + n]);
  const auto answers = [&](const Indices& ids) {
    const Array scores = model(ids).value();
    std::vector<Index> best;
    for (const Real* row = scores.data(); row < scores.data() + scores.size(); row += 6)
      best.push_back(std::max_element(row, row + 6) - row);
    return best;
  };
  const std::vector<Index> here = answers(windows.ids), there = answers(Indices({L, size}, std::move(turned)));
  double fit = 0;
  for (std::size_t n = 0; n < here.size(); ++n) fit += there[n] == (here[n] + 3) % 6;
  return fit / double(size);
}

void story(lessons::Lesson& lesson) {
  const Split genes = split(usable_genes(read_genome(lesson)));
  const Index L = window_length(lesson), hidden = units(lesson);
  const Windows aside = draw_strands(genes.tuning, L, sample(lesson, 1000)),
                test = draw_strands(genes.test, L, sample(lesson, 4000));
  const double by_codons = right_by_codons(count_codons(genes), test);

  lesson.heading("Which strand, and which frame?");
  const int steps = lesson.steps(lesson.stand_in() ? 500 : 800, 3000);
  const auto learn = [&](const char* what, auto& model) {
    teach(lesson, model, aside, {.what = what, .steps = steps, .every = std::max(1, steps / 10)},
          [&](Index size) { return draw_strands(genes.training, L, size); });
    return right(model, test);
  };
  OneWay one(hidden);
  BothWays both(hidden);
  BothStrands strands(hidden);
  const double by_one = learn("one way", one), by_both = learn("both ways", both),
               by_strands = learn("both strands", strands);
  lesson.table({"", "weights", "right"},
               {{"guessing", "", lessons::short_text(1.0 / 6)},
                {"one way", std::to_string(one.parameter_count()), lessons::short_text(by_one)},
                {"both ways", std::to_string(both.parameter_count()), lessons::short_text(by_both)},
                {"both strands", std::to_string(strands.parameter_count()), lessons::short_text(by_strands)},
                {"naive Bayes", "", lessons::short_text(by_codons)}});
  lesson.quote("six_one", by_one), lesson.quote("six_both", by_both), lesson.quote("six_strands", by_strands);
  lesson.quote("six_bayes", by_codons), lesson.quote("six_steps", steps);
  lesson.quote("six_weights_one", double(one.parameter_count()));
  lesson.quote("six_weights_both", double(both.parameter_count()));
  lesson.quote("six_weights_strands", double(strands.parameter_count()));

  lesson.finding("strands_lead", "what reading both strands brings against reading one way", by_strands - by_one);
  lesson.control("strands_lead", "what other windows bring",
                 right(one, draw_strands(genes.test, L, sample(lesson, 4000))) - by_one);
  lesson.finding("mirror", "answers that change sides when the window is turned round, both strands",
                 change_sides(strands, test));
  lesson.control("mirror", "both ways", change_sides(both, test));
}

int main(int argc, char* argv[]) { return lessons::run("17-dna/strands", argc, argv, story); }
