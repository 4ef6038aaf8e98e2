// Lesson 11, first program. Six networks are asked whether a sequence is a palindrome. They differ in how they read it,
// in who compares, and in whether two chains share their weights.
#include <map>
#include <set>

#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/11-palindromes/palindromes.hpp"

struct Design {
  std::string id, says;
  Reads reads;
  Judge judge;
  Cells cells;
};
const std::vector<Design> designs{
    {"forward", "one chain, a layer", Reads::forward, Judge::layer, Cells::own},
    {"whole", "two over all of it, a layer", Reads::both_ways, Judge::layer, Cells::own},
    {"linear", "two that meet, linear", Reads::to_middle, Judge::linear, Cells::own},
    {"layer", "two that meet, a layer", Reads::to_middle, Judge::layer, Cells::own},
    {"own", "|f − b|, own weights", Reads::to_middle, Judge::difference, Cells::own},
    {"shared", "|f − b|, shared weights", Reads::to_middle, Judge::difference, Cells::shared}};

// All begin with the same random numbers. A comparison with shared weights gets a fifth of the practice.
double learnt(lessons::Lesson& lesson, const Design& design, int T, bool shuffled = false) {
  seed(lesson.seed());
  const Network network(lesson.hidden(32), design.reads, design.judge, design.cells);
  const int steps =
      lesson.steps(500, 2000) / (design.cells == Cells::shared && design.judge == Judge::difference ? 5 : 1);
  practise(lesson, network, {design.says + ", T = " + std::to_string(T), T, steps, shuffled});
  return accuracy(network, T);
}

void compare(lessons::Lesson& lesson) {
  const int steps = lesson.steps(500, 2000);
  lesson.heading("Is it a palindrome? Right answers after " + std::to_string(steps) +
                 " steps of practice, shared weights: after " + std::to_string(steps / 5));
  const std::vector<int> lengths = lesson.full() ? std::vector{8, 12, 16, 20, 24, 32, 40} : std::vector{8, 16, 24};
  std::map<std::string, std::map<int, double>> right;
  std::vector<std::string> columns{""};
  for (int T : lengths) columns.push_back("T = " + std::to_string(T));
  std::vector<std::vector<std::string>> rows;
  graphs::Plot plot("Who can compare two halves?", {"length T", graphs::Scale::linear, 4, 44},
                    {"answers that are right", graphs::Scale::linear, 0.35, 1.05});
  for (const Design& design : designs) {
    std::set<int> tried(lengths.begin(), lengths.end());
    if (design.cells == Cells::shared) tried.insert({32, 40});
    std::vector<double> xs, ys;
    rows.push_back({design.says});
    for (int T : tried) {
      xs.push_back(T), ys.push_back(right[design.id][T] = learnt(lesson, design, T));
      lesson.quote(design.id + "_T" + std::to_string(T), ys.back());
      if (rows.back().size() <= lengths.size()) rows.back().push_back(lessons::short_text(ys.back()));
    }
    plot.line(design.says, xs, ys);
  }
  plot.level("guessing", 0.5);
  lesson.table(columns, rows);
  lesson.save(plot, "accuracy");

  lesson.finding("forward_8", "right at T = 8: one chain, a layer", right["forward"][8]);
  lesson.control("forward_8", "two that meet, linear", right["linear"][8]);
  lesson.finding("layer_8", "right at T = 8: two that meet, a layer", right["layer"][8]);
  lesson.control("layer_8", "linear", right["linear"][8]);
  for (const char* id : {"forward", "whole", "layer", "own"}) {
    const std::string name = std::string(id) + "_24";
    for (const Design& design : designs)
      if (design.id == id) lesson.finding(name, "right at T = 24: " + design.says, right[id][24]);
    lesson.control(name, "at T = 8", right[id][8]);
  }

  const Design& shared = designs.back();
  Design same_way = shared, tied_layer = shared, tied_whole = shared;
  same_way.reads = Reads::same_way, same_way.says = "both chains from left to right";
  tied_layer.judge = Judge::layer, tied_layer.says = "a layer, shared weights";
  tied_whole.reads = Reads::both_ways, tied_whole.says = "two over all of it, |f − b|, shared weights";
  lesson.finding("shared_24", "right at T = 24: " + shared.says, right["shared"][24]);
  lesson.control("shared_24", "weights of their own", right["own"][24]);
  lesson.control("shared_24", same_way.says, learnt(lesson, same_way, 24));
  lesson.control("shared_24", "the answers shuffled", learnt(lesson, shared, 24, true));
  lesson.finding("shared_40", "right at T = 40: " + shared.says, right["shared"][40]);
  lesson.control("shared_40", same_way.says, learnt(lesson, same_way, 40));
  lesson.finding("tied_whole_24", "right at T = 24: " + tied_whole.says, learnt(lesson, tied_whole, 24));
  lesson.control("tied_whole_24", "two over all of it, a layer, weights of their own", right["whole"][24]);
  lesson.quote("tied_layer_T24", learnt(lesson, tied_layer, 24));
}

void draw(lessons::Lesson& lesson) {
  seed(lesson.seed());
  const int T = 8;
  const Network network(lesson.hidden(32), Reads::to_middle, Judge::difference, Cells::shared);
  practise(lesson, network, {"for the picture", T, 100});
  const Word half = random_half(T), word = changed(folded_out(half, half), 1);
  const Tensor score = network(inputs_of({word}));
  Trace trace;
  score.backward({.trace = &trace});
  graphs::DrawOptions options{.title = "Two chains, one set of weights, and a comparison where they meet",
                              .trace = &trace};
  for (Index symbol : word) options.captions.push_back(std::string(1, char('a' + symbol)));
  options.level = graphs::Level::cell;
  lesson.save(graphs::draw(score, options), "meet");
}

void story(lessons::Lesson& lesson) {
  compare(lesson);
  draw(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("11-palindromes/readers", argc, argv, story); }
