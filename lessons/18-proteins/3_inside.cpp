// Lesson 18, third program. What does the network look at? A smaller one, so that each of its units can be looked at:
// where each says its largest number, and by which letters the score would change.
#include "graphs/draw.hpp"
#include "lessons/18-proteins/domain_reader.hpp"

// The step at which each unit is largest.
std::vector<std::size_t> winners(const Array& hs) {
  std::vector<std::size_t> steps;
  for (Index unit = 0; unit < hs.dim(1); ++unit) {
    Index best = 0;
    for (Index t = 1; t < hs.dim(0); ++t)
      if (hs.at({t, unit}) > hs.at({best, unit})) best = t;
    steps.push_back(std::size_t(best));
  }
  return steps;
}

// How much the score changes with x_t, for t = 1 … T.
std::vector<double> saliency(DomainReader& reader, const std::string& letters) {
  const DomainReader::Reading reading = reader.read(letters);
  std::vector<double> sizes;
  for (const Tensor& dx : grad(reading.score, reading.xs)) sizes.push_back(double(norm(dx).item()));
  return sizes;
}

// The columns in which most proteins have the same letter, the first `count` of them.
std::vector<std::size_t> conserved(const Proteins& proteins, std::size_t count) {
  std::vector<std::pair<int, std::size_t>> columns;
  for (std::size_t column = 0; column < proteins.front().columns.size(); ++column) {
    std::array<int, kinds + 1> times{};
    for (const Protein& protein : proteins)
      if (protein.columns[column] != '.') ++times[std::size_t(code(protein.columns[column]))];
    columns.push_back({-*std::ranges::max_element(times), column});
  }
  std::ranges::sort(columns);
  std::vector<std::size_t> first;
  for (std::size_t i = 0; i < count; ++i) first.push_back(columns[i].second);
  return first;
}
// Which of a protein's letters stand in such columns.
std::vector<bool> stand_in_columns(const Protein& protein, const std::vector<std::size_t>& columns) {
  std::vector<bool> stand;
  for (std::size_t column = 0; column < protein.columns.size(); ++column)
    if (protein.columns[column] != '.') stand.push_back(std::ranges::count(columns, column) > 0);
  return stand;
}

// How much more the score changes with letters in conserved columns than with others: the ratio of the means.
double at_conserved(DomainReader& reader, const Proteins& proteins, const std::vector<std::size_t>& columns) {
  double there = 0, elsewhere = 0, n_there = 0, n_elsewhere = 0;
  for (const Protein& protein : proteins) {
    const std::vector<double> sizes = saliency(reader, protein.letters);
    const std::vector<bool> stand = stand_in_columns(protein, columns);
    for (std::size_t t = 0; t < sizes.size(); ++t)
      stand[t] ? (there += sizes[t], ++n_there) : (elsewhere += sizes[t], ++n_elsewhere);
  }
  return there / n_there / (elsewhere / n_elsewhere);
}

// Operations on the shortest way from x_t to the score, for the t from which it is farthest.
int farthest(const DomainReader::Reading& reading, const Tensor& score) {
  const graphs::Snapshot graph(score);
  int most = 0;
  for (const Tensor& x : reading.xs) most = std::max(most, graph.shortest_path(x, score).value_or(0));
  return most;
}

// ---- One domain ----
void draw(lessons::Lesson& lesson, DomainReader& reader, const Protein& protein) {
  lesson.heading("One domain of the test: " + protein.name);
  const DomainReader::Reading reading = reader.read(protein.letters);
  std::vector<int> wins(protein.letters.size());
  for (std::size_t t : winners(reading.hs.value())) ++wins[t];
  std::vector<std::string> captions;
  for (std::size_t t = 0; t < wins.size(); ++t) {
    captions.push_back(std::string(1, protein.letters[t]));
    if (wins[t] > 0) captions.back() += " ";
    for (int i = 0; i < wins[t]; ++i) captions.back() += "●";
  }
  const double winning = double(wins.size() - std::size_t(std::ranges::count(wins, 0)));
  lesson.say(std::to_string(wins.size()) + " letters; the " + std::to_string(reading.hs.dim(1)) +
             " units are largest at " + lessons::short_text(winning) + " of them. Score " +
             lessons::short_text(reading.score.item()) + ".");
  lesson.quote("drawn_letters", double(wins.size()));
  lesson.quote("drawn_winning", winning);

  // The same, asked at the two ends, as a network without pooling is.
  const Index hidden = reading.hs.dim(1) / 2;
  const Tensor ends =
      concat({slice(reading.states.back(), -1, 0, hidden), slice(reading.states.front(), -1, hidden, 2 * hidden)}, -1);
  lesson.finding("way", "operations from the farthest letter to the score", farthest(reading, reading.score));
  lesson.control("way", "if the network were asked at its two ends", farthest(reading, sum(reader.head(ends))));

  Trace trace(Trace::Keep::arrays);
  reading.score.backward({.trace = &trace});
  reader.clear_grad();
  lesson.save(
      graphs::draw(reading.score, {.title = "A domain, read from both ends; ● for each unit that is largest there",
                                   .trace = &trace,
                                   .level = graphs::Level::cell,
                                   .captions = captions,
                                   .wrap = 12}),
      "read");
}

void story(lessons::Lesson& lesson) {
  const Split split = at_random(read_domains(lesson));
  const Index hidden = lesson.hidden(8);
  DomainReader reader(hidden), untrained(hidden);
  learn(lesson, "a small network", reader, split.training,
        lesson.stand_in() ? lesson.steps(200) : lesson.steps(300, 1000));

  lesson.heading("A network of " + std::to_string(hidden) + " units in each direction");
  const auto by = [](DomainReader& of) { return [&of](const Words& words) { return of.scores(words); }; };
  const Exam exam(split.test, Fake::letters);
  lesson.finding("small_right", "right answers", examine(by(reader), exam).right);
  lesson.control("small_right", "before training", examine(by(untrained), exam).right);

  lesson.heading("By which letters would the score change?");
  constexpr std::size_t count = 10;
  const std::vector<std::size_t> columns = conserved(split.training, count);
  lesson.finding("conserved", "letters of the " + std::to_string(count) + " most conserved columns, against the others",
                 at_conserved(reader, split.test, columns));
  lesson.control("conserved", "before training", at_conserved(untrained, split.test, columns));

  draw(lesson, reader, split.test.front());
}

int main(int argc, char* argv[]) { return lessons::run("18-proteins/inside", argc, argv, story); }
