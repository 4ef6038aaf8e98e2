// Lesson 15, first program. Which letter comes next? Tables of counted letters say, and recurrent networks learn to
// say; both know the same text and are asked about letters that neither has seen. Then the network writes.
#include <iterator>
#include <set>
#include <sstream>

#include "graphs/plot.hpp"
#include "lessons/15-language/language_model.hpp"
#include "lessons/15-language/lines.hpp"
#include "lessons/15-language/tables.hpp"
#include "nn/gru_cell.hpp"
#include "nn/io/pytorch.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"

using Rows = std::vector<std::vector<std::string>>;
using lessons::short_text;

// ---- Counting ----
struct Counted {  // for n = 0 … 7 letters of context
  std::vector<double> held_out, test, elsewhere;
  std::size_t best;
};
Counted count_letters(lessons::Lesson& lesson, const Text& text) {
  lesson.heading("Counting: bits for each letter, by the n − 1 letters before it");
  const std::vector<int> before{-1, -2, -3, -4, -5, -6, -7};
  const Tables<letters> tables(before, text.training);
  const Chosen chosen = choose(tables, text.held_out);
  const Counted counted{chosen.held_out, bits(tables, chosen.c, text.test), bits(tables, chosen.c, text.elsewhere),
                        chosen.best};
  Letters both = text.training;
  both.insert(both.end(), text.held_out.begin(), text.held_out.end());
  const std::vector<double> recounted = bits(Tables<letters>(before, both), chosen.c, text.test);
  Rows rows;
  for (std::size_t n = 0; n < tables.orders(); ++n) {
    const std::string name = std::to_string(n + 1);
    const double stored = double(tables.stored(n));
    rows.push_back({name, short_text(stored), short_text(chosen.c[n]), short_text(counted.held_out[n]),
                    short_text(counted.test[n]), short_text(counted.elsewhere[n]), short_text(recounted[n])});
    lesson.quote("test_" + name, counted.test[n]), lesson.quote("elsewhere_" + name, counted.elsewhere[n]);
    lesson.quote("recounted_" + name, recounted[n]), lesson.quote("stored_" + name, stored);
  }
  lesson.table({"n", "counts", "c", "held out", "test", "Gospels", "test, held-out letters counted, too"}, rows);
  return counted;
}

// ---- Learning ----
struct Learned {
  double test, elsewhere;
};
template <class Cell>
Learned learn_and_tell(lessons::Lesson& lesson, const std::string& name, LanguageModel<Cell>& model, const Text& text,
                       int steps, graphs::Plot& plot, Rows& rows) {
  const lessons::Trained trained = learn(lesson, "the " + name, model, text, steps);
  std::vector<double> read;
  for (int step : trained.at) read.push_back(double(step * stretch * at_once(lesson)) / 1000);
  plot.line(name, read, trained.held_out);
  const Learned learned{bits(model, text.test), bits(model, text.elsewhere)};
  rows.push_back({name, std::to_string(model.parameter_count()),
                  short_text(*std::ranges::min_element(trained.held_out)), short_text(learned.test),
                  short_text(learned.elsewhere)});
  lesson.quote("parameters_" + name, double(model.parameter_count()));
  lesson.quote("test_" + name, learned.test), lesson.quote("elsewhere_" + name, learned.elsewhere);
  return learned;
}

// ---- How far back does it help to look? ----
void look_back(lessons::Lesson& lesson, LanguageModel<nn::GRUCell>& gru, const Counted& counted, const Text& text) {
  lesson.heading("How far back does it help to look?");
  const std::vector<double> ks{1, 2, 3, 4, 5, 6, 7, 8, 12, 20, 40};
  std::vector<double> network, by_tables, up_to_7(ks.begin(), ks.begin() + 7);
  Rows rows;
  for (double k : ks) {
    network.push_back(bits_after(gru, text.test, Index(k)));
    if (k <= 7) by_tables.push_back(counted.test[std::size_t(k)]);
    rows.push_back({short_text(k), short_text(network.back()), k <= 7 ? short_text(by_tables.back()) : ""});
    lesson.quote("after_" + short_text(k), network.back());
  }
  lesson.table({"letters before", "GRU", "table"}, rows);
  graphs::Plot plot("Bits for a letter, by how much came before it", {"letters of context", graphs::Scale::log},
                    {"bits"});
  plot.line("GRU", ks, network);
  plot.line("tables", up_to_7, by_tables);
  lesson.save(plot, "context");
  lesson.finding("far", "bits that letters more than 12 back save the GRU", network[8] - network.back());
  lesson.control("far", "bits that letters more than 2 back save it", network[1] - network.back());
}

// ---- Writing ----
std::vector<std::string> words_of(const Letters& codes) {
  std::istringstream text(as_text(codes));
  return {std::istream_iterator<std::string>(text), {}};
}
void let_it_write(lessons::Lesson& lesson, LanguageModel<nn::GRUCell>& gru, const Text& text) {
  lesson.heading("Writing");
  const auto learnt = words_of(text.training);
  const std::set<std::string> known(learnt.begin(), learnt.end());
  const auto share_known = [&](const std::vector<std::string>& words) {
    return double(std::ranges::count_if(words, [&](const auto& word) { return known.contains(word); })) /
           double(words.size());
  };
  std::map<double, double> shares;
  for (double temperature : {0.01, 0.5, 1.0, 1.5, 2.0}) {
    const Letters written = write(gru, "and ", 1500, temperature);
    const auto words = words_of(written);
    shares[temperature] = share_known(words);
    const std::string name = std::to_string(int(100 * temperature));
    lesson.quote("known_" + name, shares[temperature]);
    lesson.quote("different_" + name, double(std::set(words.begin(), words.end()).size()) / double(words.size()));
    lesson.say("  at " + short_text(temperature) + ": " + as_text(Letters(written.begin(), written.begin() + 90)));
  }
  lesson.quote("known_test", share_known(words_of(text.test)));
  lesson.finding("known", "written words that stand in the training text, at temperature 0.5", shares[0.5]);
  lesson.control("known", "at temperature 1.5", shares[1.5]);
}

// ---- For PyTorch: pytorch.py reads the network, and asks it about the same letters ----
void save_model(lessons::Lesson& lesson, LanguageModel<nn::GRUCell>& gru, const Text& text) {
  const Letters some(text.test.begin(), text.test.begin() + 10'001);
  const double price = bits(gru, some, 1);
  const auto file = lesson.path("language_model.safetensors");
  nn::io::save_pytorch(file, gru,
                       {{"format", "pt"},
                        {"alphabet", " abcdefghijklmnopqrstuvwxyz"},
                        {"test_letters", as_text(some)},
                        {"bits_per_letter", std::to_string(price)}});
  lesson.quote("saved", price);
  lesson.say("\nThe GRU, which needs " + short_text(price) +
             " bits for each of the first 10,000 test letters, is saved: " + file.string());
}

void story(lessons::Lesson& lesson) {
  const Text text = read_text(lesson);
  const Counted counted = count_letters(lesson, text);
  lesson.heading("Learning");
  const Index hidden = lesson.hidden(lesson.stand_in() ? 24 : lesson.full() ? 64 : 48);
  LanguageModel<nn::RNNCell> rnn(hidden);
  LanguageModel<nn::LSTMCell> lstm(hidden);
  LanguageModel<nn::GRUCell> gru(hidden);
  graphs::Plot plot("Held-out letters, while three networks learn", {"thousand letters read"},
                    {"bits for each letter"});
  Rows rows;
  const int steps = lesson.stand_in() ? lesson.steps(150) : lesson.steps(500, 2500);
  lesson.quote("practice_steps", steps), lesson.quote("practice_letters", double(steps * stretch * at_once(lesson)));
  const Learned by_rnn = learn_and_tell(lesson, "RNN", rnn, text, steps, plot, rows);
  learn_and_tell(lesson, "LSTM", lstm, text, steps, plot, rows);
  const Learned learned = learn_and_tell(lesson, "GRU", gru, text, steps, plot, rows);
  lesson.table({"", "parameters", "held out", "test", "Gospels"}, rows);
  for (std::size_t n : {2, 3, 4, 7}) plot.level(std::to_string(n + 1) + "-grams", counted.held_out[n]);
  lesson.save(plot, "learning");

  const std::size_t best = counted.best;
  lesson.quote("lead_elsewhere", learned.elsewhere - counted.elsewhere[best]);
  lesson.quote("cells_apart", by_rnn.test - learned.test);
  lesson.finding("below_bigram", "bits that the GRU saves against the bigrams", counted.test[1] - learned.test);
  lesson.control("below_bigram", "if it has read one letter only", counted.test[1] - bits_after(gru, text.test, 1));
  lesson.finding("below_trigram", "bits that it saves against the trigrams", counted.test[2] - learned.test);
  lesson.control("below_trigram", "if it has read two letters only", counted.test[2] - bits_after(gru, text.test, 2));
  lesson.finding("counting_wins", "bits that the best table saves against the GRU", learned.test - counted.test[best]);
  lesson.control("counting_wins", "that the bigrams save", learned.test - counted.test[1]);
  lesson.finding("nearness", "bits more in the Gospels, by the best table",
                 counted.elsewhere[best] - counted.test[best]);
  lesson.control("nearness", "by the unigrams", counted.elsewhere[0] - counted.test[0]);
  look_back(lesson, gru, counted, text);
  let_it_write(lesson, gru, text);
  draw_line(lesson, gru);
  save_model(lesson, gru, text);
}

int main(int argc, char* argv[]) { return lessons::run("15-language/next_letter", argc, argv, story); }
