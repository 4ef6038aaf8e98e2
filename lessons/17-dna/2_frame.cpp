// Lesson 17, second program. A window of a gene, base by base: at which position of a codon does it begin? Baselines
// that are told nothing, baselines that are told the period, and networks that have to find it.
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/17-dna/baselines.hpp"
#include "lessons/17-dna/frames.hpp"

// ---- Right answers in windows of test genes ----
struct Board {
  lessons::Lesson& lesson;
  std::vector<std::vector<std::string>> rows = {};
  std::vector<std::string> names = {};
  std::vector<double> heights = {};

  double add(const std::string& id, const std::string& name, const std::string& told, double value) {
    lesson.quote("right_" + id, value);
    rows.push_back({name, told, lessons::short_text(value)});
    names.push_back(name), heights.push_back(value);
    return value;
  }
};

// The windows with their bases in a random order: composition is all that is left.
Windows shuffled(const Windows& windows) {
  const Index L = windows.ids.shape()[0], size = windows.ids.shape()[1];
  std::vector<Index> ids(windows.ids.values().begin(), windows.ids.values().end());
  for (Index n = 0; n < size; ++n) {
    const Gene one = window(windows, n);
    const auto order = random_numbers().permutation(L);
    for (Index t = 0; t < L; ++t) ids[std::size_t(t * size + n)] = one[std::size_t(order[std::size_t(t)])];
  }
  return {Indices({L, size}, std::move(ids)), windows.frames};
}

struct Curve {
  std::string name;
  lessons::Trained trained;
};
void plot(lessons::Lesson& lesson, const std::vector<Curve>& curves, double stops, double bayes) {
  graphs::Plot plot("Three cells learn to read the frame", {"training step", graphs::Scale::linear, 0},
                    {"right in windows set aside", graphs::Scale::linear, 0.3, 1});
  for (const Curve& curve : curves) {
    std::vector<double> steps{0}, rights{1.0 / 3};
    for (std::size_t i = 0; i < curve.trained.at.size(); ++i)
      steps.push_back(curve.trained.at[i]), rights.push_back(1 - curve.trained.held_out[i]);
    plot.line(curve.name, steps, rights);
  }
  plot.level("stop codons alone", stops);
  plot.level("naive Bayes", bayes);
  lesson.save(plot, "learning");
}

// The plain network over the beginning of a gene, a box for each state.
void draw_over(lessons::Lesson& lesson, const PlainReader& reader, const Gene& gene) {
  std::vector<Tensor> xs;
  std::vector<std::string> captions;
  for (std::size_t t = 0; t < 12; ++t) {
    xs.push_back(variable(one_hot({gene[t]}).value()));
    xs.back().mark(Role::input).named("x_" + std::to_string(t + 1));
    captions.push_back({bases[std::size_t(gene[t])]});
  }
  const Tensor loss = nn::cross_entropy(reader.head(reader.read(xs).last().h), Indices{0});
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  reader.clear_grad();
  lesson.save(graphs::draw(loss, {.title = "The first twelve bases of a gene: in which frame did this begin?",
                                  .trace = &trace,
                                  .level = graphs::Level::cell,
                                  .captions = captions,
                                  .wrap = 6}),
              "gene");
}

void story(lessons::Lesson& lesson) {
  const Split genes = split(usable_genes(read_genome(lesson)));
  const Index L = window_length(lesson);
  const Windows aside = draw_windows(genes.tuning, L, sample(lesson, 1000)),
                test = draw_windows(genes.test, L, sample(lesson, 4000));
  const auto draw = [&](Index size) { return draw_windows(genes.training, L, size); };
  lesson.heading("In which frame does a window of " + std::to_string(L) + " bases begin?");
  Board board{lesson};

  BagOfWords composition(1), threes(3);
  teach(lesson, composition, aside, {.what = "composition", .steps = 300, .every = 100, .lr = 0.01, .batch = 64}, draw);
  teach(lesson, threes, aside, {.what = "bag of 3-mers", .steps = 1000, .every = 100, .lr = 0.01, .batch = 64}, draw);
  const CodonBayes codons = count_codons(genes);
  const double by_bases = board.add("composition", "composition", "nothing", right(composition, test)),
               by_threes = board.add("bag", "bag of 3-mers", "nothing", right(threes, test)),
               by_stops = board.add("stops", "stop codons", "period, stops", right_by_stops(test)),
               by_codons =
                   board.add("bayes", "naive Bayes", "period", lessons::right_answers(codons(test), test.frames));

  const int fewer = lesson.steps(lesson.stand_in() ? 400 : 600, 3000), every = std::max(1, fewer / 10);
  PlainReader plain(units(lesson));
  FrameReader<nn::GRUCell> gru(lesson.hidden(lesson.stand_in() ? 12 : 24));
  FrameReader<nn::LSTMCell> lstm(lesson.hidden(lesson.stand_in() ? 12 : 24), {.forget_bias = Real(1)});
  const double untrained = right(plain, test);
  const std::vector<Curve> curves{
      {"plain RNN", teach_plain(lesson, plain, genes, aside)},
      {"GRU", teach(lesson, gru, aside, {.what = "GRU", .steps = fewer, .every = every}, draw)},
      {"LSTM", teach(lesson, lstm, aside, {.what = "LSTM", .steps = fewer, .every = every}, draw)}};
  const double by_plain = board.add("plain", "plain RNN", "nothing", right(plain, test)),
               by_gru = board.add("gru", "GRU", "nothing", right(gru, test)),
               by_lstm = board.add("lstm", "LSTM", "nothing", right(lstm, test));
  lesson.table({"", "is told", "right"}, board.rows);
  for (const auto& [id, steps] : {std::pair("steps_plain", curves[0].trained.steps), {"steps_gru", fewer}})
    lesson.quote(id, steps);
  lesson.quote("parameters_plain", double(plain.parameter_count()));
  lesson.quote("parameters_gru", double(gru.parameter_count()));
  lesson.quote("parameters_lstm", double(lstm.parameter_count()));

  lesson.finding("bag", "right by 3-mers, wherever they stand", by_threes);
  lesson.control("bag", "by codons, where the period is told", by_codons);
  lesson.finding("plain", "right, plain RNN", by_plain);
  lesson.control("plain", "the same before training", untrained);
  lesson.control("plain", "the same in windows whose bases are shuffled", right(plain, shuffled(test)));
  lesson.finding("gated", "right, the worse of GRU and LSTM", std::min(by_gru, by_lstm));
  lesson.control("gated", "by composition", by_bases);
  lesson.finding("beats_stops", "the plain RNN's lead over stop codons alone", by_plain - by_stops);
  lesson.control("beats_stops", "that of the 3-mers", by_threes - by_stops);
  lesson.finding("to_bayes", "what it lacks to naive Bayes", by_codons - by_plain);
  lesson.control("to_bayes", "what stop codons alone lack", by_codons - by_stops);

  plot(lesson, curves, by_stops, by_codons);
  draw_over(lesson, plain, genes.test.front());
}

int main(int argc, char* argv[]) { return lessons::run("17-dna/frame", argc, argv, story); }
