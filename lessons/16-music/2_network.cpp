// Lesson 16, second program. What does a network foretell of a melody, and what does it gain from a memory of its own
// states? It is trained on other songs and held against counting.
#include "graphs/plot.hpp"
#include "lessons/16-music/trained.hpp"

// ---- Training, for longer than is good ----
void train_too_long(lessons::Lesson& lesson, Melody& melody, const Split& songs) {
  lesson.heading("A GRU learns from other songs");
  const int steps = lesson.steps(lesson.stand_in() ? 300 : 800, 2000);
  const lessons::Trained trained = learn(lesson, "the GRU", melody, songs.training, songs.held_out, steps, steps);
  const std::vector<double>& training = trained.beside;
  std::vector<std::vector<std::string>> rows;
  std::vector<double> at;
  for (std::size_t i = 0; i < trained.at.size(); ++i) {
    at.push_back(trained.at[i]);
    if (i % 2 == 1 || trained.at[i] == trained.best_step)
      rows.push_back({std::to_string(trained.at[i]), lessons::short_text(training[i]),
                      lessons::short_text(trained.held_out[i]), trained.at[i] == trained.best_step ? "best" : ""});
  }
  lesson.table({"steps", "bits on songs it learns from", "on songs held out", ""}, rows);
  const auto since_best = [](const std::vector<double>& b) { return b.back() - *std::ranges::min_element(b); };
  lesson.finding("overfits", "bits lost on songs held out, from the best step to the last",
                 since_best(trained.held_out));
  lesson.control("overfits", "on the songs it learns from", since_best(training));
  lesson.quote("best_step", trained.best_step), lesson.quote("last_step", trained.at.back());
  lesson.quote("last_training", training.back()), lesson.quote("last_held_out", trained.held_out.back());
  lesson.quote("best_held_out", *std::ranges::min_element(trained.held_out));
  graphs::Plot plot("A GRU while it learns", {"training step"}, {"bits a move"});
  plot.line("songs held out", at, trained.held_out);
  plot.line("songs it learns from", at, training);
  plot.upright("best", trained.best_step);
  lesson.save(plot, "training");
}

// ---- All models on the same unseen songs; what there is to choose is chosen on songs held out ----
struct Table {
  std::vector<std::vector<std::string>> rows;
  void add(const std::string& name, const Choice& c, double b) {
    rows.push_back(
        {name, std::to_string(c.context) + " moves, a = " + lessons::short_text(c.a), lessons::short_text(b)});
  }
  void add(const std::string& name, const Memory& m, double b) {
    rows.push_back({name, "θ = " + lessons::short_text(m.theta) + ", λ = " + lessons::short_text(m.lambda),
                    lessons::short_text(b)});
  }
};

// What two readers of other songs say, tables and the GRU.
struct Readers {
  Said counts_held_out, counts_test;
  Heard held_out, test;
};
Readers read(Melody& melody, const Split& songs, Table& table) {
  const Counts counts = counted(songs.training);
  const Choice choice = choose_static(counts, songs.held_out);
  Readers readers{said_by(counts, songs.held_out, choice), said_by(counts, songs.test, choice),
                  hear(melody, songs.held_out), hear(melody, songs.test)};
  table.add("counts of other songs", choice, bits(readers.counts_test));
  table.rows.push_back({"GRU", "", lessons::short_text(bits(readers.test.said))});
  return readers;
}

// Bits where the song's own past is known as well: by states of the GRU, by counts, by counts beside the GRU.
struct Known {
  Memory chosen;
  double memory, counting, both;
};
Known know(const Readers& readers, const Split& songs, Index window, const std::string& which, Table& table) {
  const Memory m = choose_memory(readers.held_out, songs.held_out, window);
  const Choice c = choose_cache(songs.held_out, readers.counts_held_out, window),
               b = choose_cache(songs.held_out, readers.held_out.said, window);
  const Known known{m, bits(said_with(m, readers.test, songs.test, window)),
                    bits(said_by_its_past(songs.test, readers.counts_test, c, window)),
                    bits(said_by_its_past(songs.test, readers.test.said, b, window))};
  table.add("GRU, and its memory of " + which, m, known.memory);
  table.add("counts of other songs, and of " + which, c, known.counting);
  table.add("GRU, and counts of " + which, b, known.both);
  return known;
}

// States of a network that has learnt nothing; what to expect from other songs the tables know.
double remember_untrained(Melody& untrained, const Readers& readers, const Split& songs, Table& table) {
  Heard held_out = hear(untrained, songs.held_out), test = hear(untrained, songs.test);
  held_out.said = readers.counts_held_out, test.said = readers.counts_test;
  const Memory m = choose_memory(held_out, songs.held_out, all_of_it);
  const double b = bits(said_with(m, test, songs.test, all_of_it));
  table.add("counts of other songs, and an untrained GRU's memory", m, b);
  return b;
}

void tell_what_was_found(lessons::Lesson& lesson, Melody& melody, const Readers& readers, const Split& songs,
                         const Known& all) {
  const double counts = bits(readers.counts_test), gru = bits(readers.test.said);
  lesson.finding("share", "of what counting the song's own past saves, the GRU saves",
                 (counts - gru) / (counts - all.counting));
  lesson.control("share", "with a memory of its states", (counts - all.memory) / (counts - all.counting));
  lesson.finding("recall", "bits that a memory of its states saves the GRU", gru - all.memory);
  const Parts noise = shuffled(songs.test), forgotten = shuffled(songs.test);
  const Heard heard = hear(melody, noise);
  lesson.control("recall", "if each song's moves are shuffled",
                 bits(heard.said) - bits(said_with(all.chosen, heard, noise, all_of_it)));
  const Said wrong = recalled(readers.test, songs.test, {all.chosen.theta}, all_of_it, forgotten).front();
  lesson.control("recall", "if it is told wrongly what came next",
                 gru - bits(mixed(readers.test.said, wrong, all.chosen.lambda)));
  lesson.finding("counting_wins", "bits by which counting the song's past beats the memory", all.memory - all.counting);
  lesson.control("counting_wins", "counting other songs only", all.memory - counts);
}

void compare(lessons::Lesson& lesson, Melody& melody, Melody& untrained, const Split& songs) {
  lesson.heading("Unseen songs");
  Table table;
  const Readers readers = read(melody, songs, table);
  const Known some = know(readers, songs, 64, "its last 64 moves", table),
              all = know(readers, songs, all_of_it, "all of it so far", table);
  const double blank = remember_untrained(untrained, readers, songs, table), gru = bits(readers.test.said);
  lesson.table({"", "chosen on songs held out", "bits a move"}, table.rows);
  tell_what_was_found(lesson, melody, readers, songs, all);
  lesson.finding("untrained", "bits that are lost if the states are those of an untrained GRU", blank - all.memory);
  lesson.control("untrained", "if there is no memory", gru - all.memory);
  lesson.quote("gru_bits", gru), lesson.quote("gru_gain", bits(readers.counts_test) - gru);
  lesson.quote("untrained_bits", blank), lesson.quote("both_gain", all.counting - all.both);
  lesson.quote("memory_64", some.memory), lesson.quote("memory_bits", all.memory);
  lesson.quote("both_64", some.both), lesson.quote("both_bits", all.both);
  lesson.quote("theta", all.chosen.theta), lesson.quote("lambda", all.chosen.lambda);

  graphs::Axis models{"how the song's own past is known"};
  models.names = {"states of the GRU", "counts", "counts, beside the GRU"};
  graphs::Plot plot("Unseen songs", models, {"bits a move", graphs::Scale::linear, 0});
  plot.bars("not at all", {gru, bits(readers.counts_test), gru});
  plot.bars("last 64 moves", {some.memory, some.counting, some.both});
  plot.bars("all of it so far", {all.memory, all.counting, all.both});
  lesson.save(plot, "models");
}

void story(lessons::Lesson& lesson) {
  const Split songs = split(read_songs(lesson));
  Melody untrained(hidden_of(lesson)), melody(hidden_of(lesson));
  train_too_long(lesson, melody, songs);
  compare(lesson, melody, untrained, songs);
}

int main(int argc, char* argv[]) { return lessons::run("16-music/network", argc, argv, story); }
