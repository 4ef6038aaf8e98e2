// Lesson 14, third program. The first of fewer symbols, down to two: what does a cell know that does not know what
// "first" means?
#include <map>

#include "graphs/plot.hpp"
#include "lessons/14-a-cell-of-your-own/diagonal_cell.hpp"
#include "lessons/14-a-cell-of-your-own/first.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"

template <class Cell>
Course follow(lessons::Lesson& lesson, const std::string& name, Index T, typename Cell::Options options,
              int patience = 1) {
  unroll::seed(lesson.seed());
  Network<Cell> network({T}, lesson.hidden(32), options);
  // No more with --full: in 3,000 steps the minGRU makes up for what it lacks.
  return learn(lesson, network, name, lesson.steps(450, 450) * patience);
}

void story(lessons::Lesson& lesson) {
  lesson.heading("The first of T symbols");
  const std::vector<double> lengths{2, 5, 10, 20};
  std::map<std::string, std::vector<double>> right;
  std::vector<std::vector<std::string>> rows;
  for (double length : lengths) {
    const Index T = Index(length);
    rows.push_back({std::to_string(T)});
    for (const Course& course : {follow<nn::UGRNNCell>(lesson, "UGRNN", T, {.gate_bias = Real(3)}),
                                 follow<nn::MinGRUCell>(lesson, "minGRU, b_z = −3", T, {.gate_bias = Real(-3)}),
                                 follow<DiagonalCell>(lesson, "diagonal", T, {})}) {
      right[course.name].push_back(course.right.back());
      rows.back().push_back(lessons::short_text(course.right.back()));
    }
  }
  lesson.table({"T", "UGRNN", "minGRU, b_z = −3", "diagonal"}, rows);
  const double two = right["minGRU, b_z = −3"].front();
  lesson.finding("two", "right first symbols of two, minGRU that begins closed", two);
  lesson.control("two", "UGRNN", right["UGRNN"].front());
  const Course patient = follow<nn::MinGRUCell>(lesson, "minGRU, b_z = 0", 2, {.gate_bias = Real(0)}, 6);
  lesson.finding("two_in_time", "of two, minGRU that begins half open and has six times as long", patient.right.back());
  lesson.control("two_in_time", "closed, and not so long", two);
  lesson.quote("steps_two_in_time", patient.at.back());

  graphs::Plot plot("The first of T symbols, after training", {"T", graphs::Scale::linear, 0},
                    {"answers that are right", graphs::Scale::linear, 0, 1.05});
  for (const auto& [name, share] : right) plot.line(name, lengths, share, colour_of(name));
  plot.level("guessing", 1.0 / symbols);
  plot.level("both of two, no order", 1.0 / symbols + (1 - 1.0 / symbols) / 2);
  lesson.save(plot, "lengths");
}

int main(int argc, char* argv[]) { return lessons::run("14-a-cell-of-your-own/fewer", argc, argv, story); }
