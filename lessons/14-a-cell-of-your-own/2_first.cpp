// Lesson 14, second program. Which cells learn to name the first of fifty symbols? Those whose step reads the state do;
// those whose step does not cannot tell that a symbol is the first. Unless it is marked, or there are two layers.
#include "graphs/plot.hpp"
#include "lessons/14-a-cell-of-your-own/diagonal_cell.hpp"
#include "lessons/14-a-cell-of-your-own/first.hpp"
#include "lessons/workshop/trials.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/zoo/antisymmetric_cell.hpp"
#include "nn/zoo/cornn_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"

const Task fifty{50}, fifty_marked{50, First::marked};

// One that learnt, and what of its sheet could have told so beforehand.
struct Learnt {
  std::string id, name;  // id: what the lesson's text calls it
  Course course;
  double operations = 0;  // of each step, on the shortest way from the loss to x_1
  double left = 0;        // of a gradient, over 50 steps
  double right() const { return course.right.back(); }
};
template <class Cell>
Learnt follow(lessons::Lesson& lesson, const std::string& id, const std::string& name, const Task& task,
              typename Cell::Options options = {}, Index layers = 1) {
  unroll::seed(lesson.seed());  // so that what one learns does not depend on who came before
  Network<Cell> network(task, lesson.hidden(32), options, layers);
  const Course course = learn(lesson, network, name, lesson.steps(450, 3000));
  const auto row = workshop::row<Cell>(name, options);
  return {id, name, course, workshop::ways_back(row).value().shortest.each,
          workshop::gradient_left(row, 50, 32).front()};
}

void tell(lessons::Lesson& lesson, const std::string& heading, const std::vector<Learnt>& all) {
  lesson.heading(heading);
  std::vector<std::vector<std::string>> rows;
  for (const Learnt& cell : all) {
    const std::string steps = lessons::short_text(cell.course.at.back());
    rows.push_back({cell.name, lessons::short_text(cell.right()), cell.course.solved ? steps : "not in " + steps});
    lesson.quote("right_" + cell.id, cell.right()), lesson.quote("steps_" + cell.id, cell.course.at.back());
  }
  lesson.table({"cell", "right", "solved after"}, rows);
}
graphs::Plot curves(const std::string& title, const std::vector<Learnt>& all) {
  graphs::Plot plot(title, {"training step", graphs::Scale::linear, 0},
                    {"answers that are right", graphs::Scale::linear, 0, 1.05});
  for (const Learnt& cell : all) plot.line(cell.name, cell.course.at, cell.course.right, colour_of(cell.name));
  plot.level("guessing", 1.0 / symbols);
  return plot;
}
graphs::Plot against(const std::string& title, graphs::Axis axis, const std::vector<Learnt>& all,
                     double Learnt::*what) {
  graphs::Plot plot(title, std::move(axis), {"answers that are right", graphs::Scale::linear, 0, 1.05});
  for (const Learnt& cell : all) plot.points(cell.name, {cell.*what}, {cell.right()});
  return plot;
}

void story(lessons::Lesson& lesson) {
  const auto ugrnn = follow<nn::UGRNNCell>(lesson, "ugrnn", "UGRNN, b_g = 3", fifty, {.gate_bias = Real(3)});
  const auto cornn =
      follow<nn::CoRNNCell>(lesson, "cornn", "coRNN", fifty, {.dt = Real(0.2), .gamma = 1, .epsilon = Real(0.1)});
  const auto mingru = [&](const std::string& id, const Task& task, Real bias, Index layers = 1) {
    return follow<nn::MinGRUCell>(lesson, id, bias == 0 ? "minGRU, b_z = 0" : "minGRU, b_z = −3", task,
                                  {.gate_bias = bias}, layers);
  };
  const auto open = mingru("open", fifty, 0), closed = mingru("closed", fifty, -3);
  const auto diagonal = follow<DiagonalCell>(lesson, "diagonal", "diagonal", fifty);
  const auto open_marked = mingru("open_marked", fifty_marked, 0),
             closed_marked = mingru("closed_marked", fifty_marked, -3);
  const auto diagonal_marked = follow<DiagonalCell>(lesson, "diagonal_marked", "diagonal", fifty_marked);
  const auto closed_2 = mingru("closed_2", fifty, -3, 2);
  const auto diagonal_2 = follow<DiagonalCell>(lesson, "diagonal_2", "diagonal", fifty, {}, 2);
  const auto plain = follow<nn::RNNCell>(lesson, "plain", "plain RNN", fifty);
  const auto antisymmetric = follow<nn::AntisymmetricCell>(lesson, "antisymmetric", "antisymmetric", fifty,
                                                           {.epsilon = Real(0.5), .gamma = 0});
  tell(lesson, "The first of fifty symbols", {ugrnn, cornn, open, closed, diagonal, plain, antisymmetric});
  tell(lesson, "The same, and the first is marked", {open_marked, closed_marked, diagonal_marked});
  tell(lesson, "The same, in two layers", {closed_2, diagonal_2});

  lesson.finding("ugrnn", "right first symbols, UGRNN", ugrnn.right());
  lesson.control("ugrnn", "minGRU that begins closed", closed.right());
  lesson.finding("cornn", "coRNN", cornn.right());
  lesson.control("cornn", "diagonal", diagonal.right());
  lesson.finding("blind", "the best of minGRU (open, closed) and diagonal",
                 std::max({open.right(), closed.right(), diagonal.right()}));
  lesson.control("blind", "UGRNN", ugrnn.right());
  lesson.finding("mark_helps", "with the first marked, the worse of minGRU (closed) and diagonal",
                 std::min(closed_marked.right(), diagonal_marked.right()));
  lesson.control("mark_helps", "without the mark, the better of them", std::max(closed.right(), diagonal.right()));
  if (!lesson.full()) {  // then it has learnt it in the end
    lesson.finding("mark_is_not_enough", "with the first marked, minGRU that begins half open", open_marked.right());
    lesson.control("mark_is_not_enough", "minGRU that begins closed", closed_marked.right());
  }
  lesson.finding("layers_help", "two layers of minGRU that begin closed", closed_2.right());
  lesson.control("layers_help", "one layer", closed.right());
  lesson.finding("layers_without_gates", "two layers of the diagonal cell", diagonal_2.right());
  lesson.control("layers_without_gates", "of minGRU", closed_2.right());

  graphs::Plot plot = curves("The first of fifty symbols …", {ugrnn, cornn, open, closed, diagonal});
  plot.above(curves("… and if it is marked", {open_marked, closed_marked, diagonal_marked}));
  plot.above(curves("… and in two layers", {closed_2, diagonal_2}));
  lesson.save(plot, "first");
  const std::vector<Learnt> all{ugrnn, cornn, antisymmetric, closed, diagonal, plain};
  graphs::Plot table =
      against("What the sheet says, and what is learnt",
              {"operations of a step, on the shortest way", graphs::Scale::linear, 0, 4}, all, &Learnt::operations);
  table.above(against("", {"r₅₀", graphs::Scale::log}, all, &Learnt::left));
  lesson.save(table, "sheet");
}

int main(int argc, char* argv[]) { return lessons::run("14-a-cell-of-your-own/first", argc, argv, story); }
