// Lesson 18, third program. What does the network look at? A smaller one, so that each of its units can be looked at:
// where each says its largest number, and by which letters the score would change.
#include "graphs/draw.hpp"
#include "graphs/painted_sequence.hpp"
#include "lessons/18-proteins/inside.hpp"

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
// How many units are largest at each letter.
std::vector<int> wins(const DomainReader::Reading& reading) {
  std::vector<int> wins(reading.xs.size());
  for (std::size_t t : winners(reading.hs.value())) ++wins[t];
  return wins;
}

void draw(lessons::Lesson& lesson, DomainReader& reader, const Protein& protein) {
  const DomainReader::Reading reading = reader.read(protein.letters);
  std::vector<std::string> captions;
  for (int of_letter : wins(reading)) {
    captions.push_back(std::string(1, protein.letters[captions.size()]) + (of_letter > 0 ? " " : ""));
    for (int i = 0; i < of_letter; ++i) captions.back() += "●";
  }
  Trace trace(Trace::Keep::arrays);
  reading.score.backward({.trace = &trace});
  reader.clear_grad();
  lesson.save(
      graphs::draw(reading.score, {.title = "A domain, read from both ends; ● for each unit that is largest there",
                                   .trace = &trace,
                                   .level = graphs::Level::cell,
                                   .captions = captions,
                                   .wrap = captions.size() > 40 ? 20 : 12}),
      "read");
}

void paint(lessons::Lesson& lesson, DomainReader& reader, const Protein& protein,
           const std::vector<std::size_t>& columns) {
  graphs::PaintedSequence picture{
      .title = "By which letters would the score change?",
      .sentence = "Framed: the columns in which the family agrees most. ●: a unit is largest here.",
      .values = saliency(reader, protein.letters),
      .quantity = {"‖∂score/∂x_t‖", graphs::Scale::linear, 0},
      .colours = graphs::Colours::gradients,
      .columns = 25};
  const std::vector<bool> stand = stand_in_columns(protein, columns);
  const std::vector<int> dots = wins(reader.read(protein.letters));
  for (std::size_t t = 0; t < stand.size(); ++t) {
    picture.symbols.push_back(std::string(1, protein.letters[t]));
    picture.below.emplace_back();
    for (int i = 0; i < dots[t]; ++i) picture.below.back() += "●";
    if (stand[t]) picture.marks.push_back({Index(t + 1), Index(t + 1), "", true});
  }
  lesson.save(picture, "painted");
}

void look_at(lessons::Lesson& lesson, DomainReader& reader, const Protein& protein) {
  const DomainReader::Reading reading = reader.read(protein.letters);
  const std::vector<int> of_letters = wins(reading);
  const double winning = double(of_letters.size()) - double(std::ranges::count(of_letters, 0));
  lesson.say(std::to_string(of_letters.size()) + " letters; the " + std::to_string(reading.hs.dim(1)) +
             " units are largest at " + lessons::short_text(winning) + " of them. Score " +
             lessons::short_text(reading.score.item()) + ".");
  lesson.quote("drawn_letters", double(of_letters.size()));
  lesson.quote("drawn_winning", winning);

  // The same, asked at the two ends, as a network without pooling is.
  const Index hidden = reading.hs.dim(1) / 2;
  const Tensor ends =
      concat({slice(reading.states.back(), -1, 0, hidden), slice(reading.states.front(), -1, hidden, 2 * hidden)}, -1);
  lesson.finding("way", "operations from the farthest letter to the score", farthest(reading, reading.score));
  lesson.control("way", "if the network were asked at its two ends", farthest(reading, sum(reader.head(ends))));
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
  constexpr int networks = 5;
  double before = 0;
  for (int i = 0; i < networks; ++i) {
    DomainReader other(hidden);
    before += at_conserved(other, split.test, columns) / networks;
  }
  lesson.control("conserved", "before training, mean of " + std::to_string(networks) + " networks", before);

  const Protein& one = split.test.front();
  lesson.heading("One domain of the test: " + one.name);
  look_at(lesson, reader, one);
  draw(lesson, reader, one);
  paint(lesson, reader, one, columns);
}

int main(int argc, char* argv[]) { return lessons::run("18-proteins/inside", argc, argv, story); }
