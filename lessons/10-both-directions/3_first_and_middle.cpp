// Lesson 10, third program. What does reading from both ends buy in training? Random symbols go by, and at the end the
// first one is to be named; then the one in the middle.
#include <map>

#include "graphs/plot.hpp"
#include "lessons/10-both-directions/reader.hpp"

// Which symbol is asked for: that of t = 1, or of t = T/2.
enum class Asked { first, middle };

struct Task {
  Index T;
  Asked asked;

  Index t() const { return asked == Asked::first ? 1 : T / 2; }
};
struct Batch {
  Tensor xs;  // (T, batch, symbols)
  Indices wanted;
};
Batch draw_batch(const Task& task, Index size) {
  const Indices ids = random_numbers().below({task.T, size}, symbols);
  const auto row = ids.values().begin() + (task.t() - 1) * size;
  return {one_hot(ids), Indices(std::vector<Index>(row, row + size))};
}

constexpr Index sequences = 500;
double accuracy(const Reader& reader, const Task& task) {
  NoGrad no_grad;
  const Batch batch = draw_batch(task, sequences);
  return lessons::right_answers(reader.head(reader.read(batch.xs).ends()).value(), batch.wanted);
}

// Practises until it is right in 98 % of new sequences, or for `most` steps. At the end it is asked once more.
struct Learned {
  int steps;
  double right;
};
Learned learn(lessons::Lesson& lesson, const Reader& reader, const Task& task, int most) {
  constexpr int every = 10;
  optim::Adam optimizer(reader.parameters(), {.lr = Real(3e-3)});
  Learned result{0, 0};
  while (result.steps < most && result.right < 0.98) {
    for (int i = 0; i < every; ++i) {
      const Batch batch = draw_batch(task, 32);
      improve(reader, optimizer, nn::cross_entropy(reader.head(reader.read(batch.xs).ends()), batch.wanted));
    }
    result.steps += every;
    result.right = accuracy(reader, task);
    lesson.progress("training", result.steps, most);
  }
  result.right = accuracy(reader, task);
  return result;
}

// Right answers when what one direction knows is replaced by 0.
double by_half(const Reader& reader, const Task& task, nn::Direction heard) {
  NoGrad no_grad;
  const Batch batch = draw_batch(task, sequences);
  const Readings readings = reader.read(batch.xs);
  const Tensor silence(Array::zeros({sequences, reader.past.outputs()}));
  const Tensor known = heard == nn::Direction::past ? Readings::beside(readings.past.back(), silence)
                                                    : Readings::beside(silence, readings.future.front());
  return lessons::right_answers(reader.head(known).value(), batch.wanted);
}

// How it went at each length.
struct Column {
  const char *name, *says;
  std::map<Index, Learned> at;

  std::vector<double> lengths() const {
    std::vector<double> xs;
    for (const auto& entry : at) xs.push_back(double(entry.first));
    return xs;
  }
  std::vector<double> steps() const {
    std::vector<double> ys;
    for (const auto& entry : at) ys.push_back(entry.second.steps);
    return ys;
  }
};
Column learn_all(lessons::Lesson& lesson, const char* name, const char* says, Reads reads, Asked asked,
                 const std::vector<Index>& lengths, int most) {
  Column column{name, says, {}};
  for (Index T : lengths) {
    const Learned learned = column.at[T] = learn(lesson, Reader(reads, symbols, symbols), {T, asked}, most);
    lesson.quote(name + ("_steps_" + std::to_string(T)), learned.steps);
    lesson.quote(name + ("_right_" + std::to_string(T)), learned.right);
  }
  return column;
}

void show(lessons::Lesson& lesson, const std::vector<Column>& columns, int most) {
  std::vector<std::string> heads{"T"};
  std::map<Index, std::vector<std::string>> rows;
  for (const Column& column : columns)
    for (const auto& entry : column.at) rows[entry.first] = {std::to_string(entry.first)};
  for (const Column& column : columns) {
    heads.insert(heads.end(), {column.says, "right"});
    for (auto& [T, row] : rows) {
      const auto found = column.at.find(T);
      const bool there = found != column.at.end();
      row.push_back(there ? std::to_string(found->second.steps) : "");
      row.push_back(there ? lessons::short_text(found->second.right) : "");
    }
  }
  std::vector<std::vector<std::string>> lines;
  for (const auto& entry : rows) lines.push_back(entry.second);
  lesson.table(heads, lines);

  graphs::Plot plot("Steps of training until 98 % of the answers are right",
                    {"length T of the sequence", graphs::Scale::log, 4, 200},
                    {"training steps", graphs::Scale::linear, 0, 1.15 * most});
  for (const Column& column : columns) plot.line(column.says, column.lengths(), column.steps());
  plot.level("given up", most);
  lesson.save(plot, "steps");
}

void story(lessons::Lesson& lesson) {
  const int most = lesson.steps(400, 2000);
  lesson.heading("Steps until it names the first symbol, or the middle one; at most " + std::to_string(most));
  const Column both = learn_all(lesson, "both", "the first, both ways", Reads::both, Asked::first,
                                {10, 20, 50, 100, 200}, most),
               one =
                   learn_all(lesson, "one", "the first, one way", Reads::past, Asked::first, {4, 6, 10, 20, 50}, most),
               middle = learn_all(lesson, "middle", "the middle, both ways", Reads::both, Asked::middle,
                                  {4, 6, 10, 20, 40}, most),
               one_middle = learn_all(lesson, "one_middle", "the middle, one way", Reads::past, Asked::middle,
                                      {4, 6, 10, 20}, most);
  show(lesson, {both, one, middle, one_middle}, most);
  lesson.finding("right_200", "right answers, the first of 200, both ways", both.at.at(200).right);
  lesson.control("right_200", "the first of 50, one way", one.at.at(50).right);
  lesson.finding("steps_200", "training steps until then", both.at.at(200).steps);
  lesson.control("steps_200", "the first of 50, one way (given up)", one.at.at(50).steps);
  lesson.finding("middle_40", "right answers, the middle one of 40, both ways", middle.at.at(40).right);
  lesson.control("middle_40", "the first of 100, both ways", both.at.at(100).right);

  lesson.heading("Which direction has the answer?");
  const Reader reader(Reads::both, symbols, symbols);
  const Task task{50, Asked::first};
  learn(lesson, reader, task, most);
  lesson.finding("by_future", "the first of 50, by the backward direction alone",
                 by_half(reader, task, nn::Direction::future));
  lesson.control("by_future", "by the forward direction alone", by_half(reader, task, nn::Direction::past));
}

int main(int argc, char* argv[]) { return lessons::run("10-both-directions/first_and_middle", argc, argv, story); }
