// Lesson 10, first program. One word with several futures: what does a network know at the word "apple" that reads from
// the left, and what one that reads from both ends? And what is it that the second one must not be used for?
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/10-both-directions/reader.hpp"

// ---- Lines in which the last word says what the apple is ----
const std::vector<std::string> words{
    "she", "he",    "they", "we",   "you",    "somebody", "everybody", "nobody",              // 0 …
    "saw", "knew",  "lost", "was",  "drew",   "wanted",   "kept",      "forgot",              // 8 …
    "the", "apple", "of",   "my",   "your",   "our",                                          // 16 …
    "eye", "heart", "life", "tree", "basket", "garden",   "desk",      "office", "battery"};  // 22 …
constexpr Index the = 16, apple = 17, of = 18, whose = 19, last = 22;
constexpr int line_length = 7, at_apple = 4;
constexpr Index senses = 3, nouns = 3;  // a sweetheart, a fruit, a computer: three nouns for each
const Index vocabulary = Index(words.size());

using Line = std::vector<Index>;
Line line(Index subject, Index verb, Index owner, Index noun) {
  return {subject, 8 + verb, the, apple, of, whose + owner, last + noun};
}
// Lines of the first kind are never practised.
bool held_out(Index subject, Index verb) { return (subject + verb) % 4 == 0; }

struct Lines {
  Tensor xs;       // (7, lines, vocabulary)
  Indices senses;  // (lines)
};
Lines side_by_side(const std::vector<Line>& lines) {
  std::vector<Index> ids, meant;
  for (std::size_t t = 0; t < std::size_t(line_length); ++t)
    for (const Line& each : lines) ids.push_back(each[t]);
  for (const Line& each : lines) meant.push_back((each.back() - last) / nouns);
  return {one_hot(Indices({line_length, Index(lines.size())}, ids), vocabulary), Indices(meant)};
}
Lines draw_lines(Index count) {
  std::vector<Line> lines;
  while (Index(lines.size()) < count) {
    const Index subject = random_numbers().below(8), verb = random_numbers().below(8);
    const Index owner = random_numbers().below(3), noun = random_numbers().below(senses * nouns);
    if (!held_out(subject, verb)) lines.push_back(line(subject, verb, owner, noun));
  }
  return side_by_side(lines);
}
// All that were held out: each beginning goes on with each of the nouns.
Lines unseen_lines() {
  std::vector<Line> lines;
  for (Index subject = 0; subject < 8; ++subject)
    for (Index verb = 0; verb < 8; ++verb)
      for (Index noun = 0; noun < senses * nouns; ++noun)
        if (held_out(subject, verb)) lines.push_back(line(subject, verb, noun % 3, noun));
  return side_by_side(lines);
}

// ---- The word, asked for its sense ----
Tensor scores(const Reader& reader, const Tensor& xs) { return reader.head(reader.read(xs).at(at_apple)); }

void practise(lessons::Lesson& lesson, const Reader& reader, int steps) {
  optim::Adam optimizer(reader.parameters(), {.lr = Real(0.01)});
  for (int step = 1; step <= steps; ++step) {
    const Lines lines = draw_lines(32);
    improve(reader, optimizer, nn::cross_entropy(scores(reader, lines.xs), lines.senses));
    lesson.progress("What is the apple?", step, steps);
  }
}
double right(const Reader& reader) {
  NoGrad no_grad;
  const Lines lines = unseen_lines();
  return lessons::right_answers(scores(reader, lines.xs).value(), lines.senses);
}

// How far the states of two lines are apart at each word.
std::vector<double> apart(const Reader& reader, const Line& a, const Line& b, nn::Direction direction) {
  const auto states = [&](const Line& each) {
    const Readings readings = reader.read(side_by_side({each}).xs);
    return direction == nn::Direction::past ? readings.past : readings.future;
  };
  const std::vector<Tensor> of_a = states(a), of_b = states(b);
  std::vector<double> distances;
  for (std::size_t t = 0; t < of_a.size(); ++t) distances.push_back(double(norm(of_a[t] - of_b[t]).item()));
  return distances;
}

void read_lines(lessons::Lesson& lesson) {
  lesson.heading("\"she was the apple of my eye\", \"she was the apple of my tree\": what is the apple?");
  const int steps = lesson.steps(100, 300);
  const Reader one_way(Reads::past, vocabulary, senses), both_ways(Reads::both, vocabulary, senses);
  practise(lesson, one_way, steps), practise(lesson, both_ways, steps);

  const Line eye = line(0, 3, 0, 0), tree = line(0, 3, 0, 3), other = line(1, 5, 0, 3);
  const std::vector<double> past = apart(both_ways, eye, tree, nn::Direction::past),
                            future = apart(both_ways, eye, tree, nn::Direction::future),
                            of_other = apart(both_ways, eye, other, nn::Direction::past);
  std::vector<std::vector<std::string>> rows{{"from the left"}, {"from the right"}};
  std::vector<std::string> columns{""};
  for (std::size_t t = 0; t < std::size_t(line_length); ++t) {
    columns.push_back(t + 1 < std::size_t(line_length) ? words[std::size_t(eye[t])] : "eye/tree");
    rows[0].push_back(lessons::short_text(past[t])), rows[1].push_back(lessons::short_text(future[t]));
    lesson.quote("past_" + std::to_string(t + 1), past[t]), lesson.quote("future_" + std::to_string(t + 1), future[t]);
  }
  lesson.say("How far the states of the two lines are apart, word by word:");
  lesson.table(columns, rows);
  lesson.finding("same_past", "at \"apple\", from the left", past[at_apple - 1]);
  lesson.control("same_past", "where another line begins otherwise", of_other[at_apple - 1]);
  lesson.finding("other_future", "at \"apple\", from the right", future[at_apple - 1]);
  lesson.control("other_future", "at \"apple\", from the left", past[at_apple - 1]);

  lesson.finding("both_right", "right answers in new lines, reading both ways", right(both_ways));
  lesson.control("both_right", "reading from the left", right(one_way));
  lesson.finding("one_of_three", "of three futures it gets right, from the left", senses * right(one_way));
  lesson.control("one_of_three", "reading both ways", senses * right(both_ways));
}

// ---- The same network as a language model ----
// Random symbols: what follows x_t cannot be known from x_1 … x_t. Asked at all t < T.
struct Noise {
  Tensor xs;
  Indices next;  // (T − 1, batch)
};
Noise draw_noise(Index length, Index batch) {
  const Indices ids = random_numbers().below({length, batch}, symbols);
  return {one_hot(ids), Indices({length - 1, batch}, {ids.values().begin() + batch, ids.values().end()})};
}
Tensor next_scores(const Reader& reader, const Tensor& xs) {
  const Readings readings = reader.read(xs);
  std::vector<Tensor> known;
  for (int t = 1; t < int(xs.dim(0)); ++t) known.push_back(readings.at(t));
  return reader.head(stack(known));
}

void predict_noise(lessons::Lesson& lesson) {
  lesson.heading("Which symbol comes next? In noise, where nobody can know");
  const Reader one_way(Reads::past, symbols, symbols), both_ways(Reads::both, symbols, symbols);
  const int steps = lesson.steps(150, 500);
  constexpr Index length = 10;
  for (const Reader* reader : {&one_way, &both_ways}) {
    optim::Adam optimizer(reader->parameters(), {.lr = Real(0.01)});
    for (int step = 1; step <= steps; ++step) {
      const Noise noise = draw_noise(length, 32);
      improve(*reader, optimizer, nn::cross_entropy(next_scores(*reader, noise.xs), noise.next));
      lesson.progress("What comes next?", step, steps);
    }
  }
  NoGrad no_grad;
  const Noise noise = draw_noise(length, 500);
  const auto foretold = [&](const Reader& reader) {
    return lessons::right_answers(next_scores(reader, noise.xs).value(), noise.next);
  };
  lesson.finding("foretells", "of random symbols foretold, reading both ways", foretold(both_ways));
  lesson.control("foretells", "reading from the left", foretold(one_way));

  // Now the future is not there yet: it has x_1 … x_9, and is asked for x_10.
  const Tensor begun = slice(noise.xs, 0, 0, length - 1);
  const Tensor scores = both_ways.head(both_ways.read(begun).at(int(length - 1)));
  const auto next = noise.next.values().last(500);
  lesson.finding("caught", "the same, when it is to write x_10 itself",
                 lessons::right_answers(scores.value(), Indices(std::vector<Index>(next.begin(), next.end()))));
  lesson.control("caught", "when x_10 is there to be read", foretold(both_ways));
}

// ---- Pictures ----
void draw(lessons::Lesson& lesson) {
  lesson.heading("Pictures");
  const Reader reader(Reads::both, vocabulary, senses, 4);
  const Line eye = line(0, 3, 0, 0);
  std::vector<Tensor> xs;
  std::vector<std::string> captions;
  for (Index id : eye) {
    captions.push_back(words[std::size_t(id)]);
    xs.push_back(variable(one_hot(Indices{id}, vocabulary).value()));
    xs.back().mark(Role::input).named("x_" + std::to_string(xs.size()));
  }
  const Tensor loss = nn::cross_entropy(reader.head(reader.read(xs).at(at_apple)), Indices{0});
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  lesson.save(graphs::draw(loss, {.title = "What is the apple? Asked at the fourth word",
                                  .trace = &trace,
                                  .level = graphs::Level::cell,
                                  .captions = captions,
                                  .way = {xs.back(), loss}}),
              "apple");
}

void story(lessons::Lesson& lesson) {
  read_lines(lesson);
  predict_noise(lesson);
  draw(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("10-both-directions/two_futures", argc, argv, story); }
