// Lesson 6, second program. The network of lesson 2 practises on sequences of 4 to 10 symbols, and then remembers the
// first of a thousand. We ask what its gradient says about that, and let the same network begin with long sequences.
#include <set>

#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/06-remembering/trained.hpp"

// ---- What the gradient says: r_T = |dL/dh_1| / |dL/dh_T|, over 64 sequences ----
double r(const Reader& reader, Index T) {
  const Batch batch = draw_batch(T, 64);
  const auto run = nn::unrolled(reader.cell, batch.xs);
  Trace trace;
  nn::cross_entropy(reader.head(run.last().h), batch.first).backward({.trace = &trace});
  return double(*trace.norm(run.states.front().h.node()) / *trace.norm(run.last().h.node()));
}

// ---- The story ----
void remember(lessons::Lesson& lesson, const Reader& untrained, const Reader& practised, const Reader& at_50) {
  lesson.heading("Practised at 4 to 10 symbols, or at 50 only; asked at T");
  const std::vector<double> lengths{2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1000};
  std::vector<double> right, right_50, ratios, ratios_untrained;
  std::vector<std::vector<std::string>> rows;
  for (double T : lengths) {
    right.push_back(accuracy(practised, Index(T)));
    right_50.push_back(accuracy(at_50, Index(T)));
    ratios.push_back(r(practised, Index(T)));
    ratios_untrained.push_back(r(untrained, Index(T)));
    std::vector<std::string> row;
    for (double x : {T, right.back(), right_50.back(), ratios.back(), ratios_untrained.back()})
      row.push_back(lessons::short_text(x));
    rows.push_back(row);
    if (const std::string at = "_T" + lessons::short_text(T);
        std::set{4.0, 10.0, 20.0, 50.0, 100.0, 1000.0}.contains(T)) {
      lesson.quote("right" + at, right.back());
      lesson.quote("r" + at, ratios.back());
      lesson.quote("r_untrained" + at, ratios_untrained.back());
    }
  }
  lesson.table({"T", "right, 4 to 10", "right, 50 only", "r_T, 4 to 10", "r_T, untrained"}, rows);
  lesson.finding("remembers_T1000", "right at T = 1,000, practised at 4 to 10", right.back());
  lesson.control("remembers_T1000", "practised at 50 only", right_50.back());
  lesson.finding("whisper_T100", "its r_100", r(practised, 100));
  lesson.control("whisper_T100", "its r_4", r(practised, 4));
  const auto around_50 = [](const Reader& reader) {
    double sum = 0;
    for (Index T : {46, 48, 50, 52, 54}) sum += accuracy(reader, T);
    return sum / 5;
  };
  lesson.finding("direct_T50", "right at T = 46, 48 … 54, practised at 50 only", around_50(at_50));
  lesson.control("direct_T50", "practised at 4 to 10", around_50(practised));

  graphs::Plot plot("Which symbol came first of T?", {"T", graphs::Scale::log, 2, 1000},
                    {"answers that are right", graphs::Scale::linear, 0, 1.1});
  plot.line("practised at 4 to 10", lengths, right);
  plot.line("practised at 50", lengths, right_50);
  plot.level("guessing", 1.0 / symbols);
  graphs::Plot below("What the gradient hears of h_1", {"T", graphs::Scale::log, 2, 1000},
                     {"r_T", graphs::Scale::log, 1e-120, 1e10});
  below.line("practised at 4 to 10", lengths, ratios);
  below.line("untrained", lengths, ratios_untrained);
  plot.above(below);
  lesson.save(plot, "lengths");
}

void begin_with_long_ones(lessons::Lesson& lesson) {
  lesson.heading("Practised at one length only");
  std::vector<std::vector<std::string>> rows;
  for (Index T : lesson.full() ? std::vector<Index>{5, 10, 15, 20, 30, 100} : std::vector<Index>{20}) {
    const Trained reader(lesson, T, T);
    const double own = accuracy(reader, T), half = accuracy(reader, T / 2), ratio = r(reader, T);
    rows.push_back(
        {std::to_string(T), lessons::short_text(own), lessons::short_text(half), lessons::short_text(ratio)});
    if (T == 20) lesson.quote("only_20", own), lesson.quote("only_20_at_10", half);
  }
  lesson.table({"T", "right at T", "right at T/2", "r_T"}, rows);
}

void draw(lessons::Lesson& lesson, const Reader& reader, const char* name, const char* title) {
  const Batch batch = draw_batch(30, 1);
  const Tensor loss = nn::cross_entropy(reader(batch.xs), batch.first);
  Trace trace;
  loss.backward({.trace = &trace});
  std::vector<std::string> read;
  for (const Index id : batch.ids.values()) read.push_back(std::string(1, char('a' + id)));
  lesson.save(graphs::draw(loss, {.title = title, .trace = &trace, .captions = read, .fold = {3, 3}}), name);
}

void story(lessons::Lesson& lesson) {
  const Trained practised(lesson, 4, 10), at_50(lesson, 50, 50);
  const Reader untrained((seed(lesson.seed()), lesson.hidden(32)));
  remember(lesson, untrained, practised, at_50);
  begin_with_long_ones(lesson);
  draw(lesson, practised, "latched", "Thirty symbols read by a network that remembers the first");
}

int main(int argc, char* argv[]) { return lessons::run("06-remembering/remembering", argc, argv, story); }
