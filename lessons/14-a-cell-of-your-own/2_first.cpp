// Lesson 14, second program. Which cells learn to name the first of fifty symbols? Two whose step reads the state, and
// three whose step does not. The latter cannot tell that a symbol is the first, not even of two; they can if it is
// marked.
#include <map>

#include "graphs/plot.hpp"
#include "lessons/14-a-cell-of-your-own/diagonal_cell.hpp"
#include "lessons/14-a-cell-of-your-own/first.hpp"
#include "nn/zoo/cornn_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"

const Task fifty{50}, fifty_marked{50, First::marked};

// Each from the same seed, so that what one learns does not depend on who came before.
template <class Cell>
Course follow(lessons::Lesson& lesson, const std::string& name, const Task& task, typename Cell::Options options = {},
              Index layers = 1, int patience = 1) {
  unroll::seed(lesson.seed());
  Network<Cell> network(task, lesson.hidden(32), options, layers);
  return learn(lesson, network, name, lesson.steps(450, 3000) * patience);
}

Course ugrnn(lessons::Lesson& lesson, const Task& task) {
  return follow<nn::UGRNNCell>(lesson, "UGRNN, b_g = 3", task, {.gate_bias = Real(3)});
}
Course closed_mingru(lessons::Lesson& lesson, const Task& task) {
  return follow<nn::MinGRUCell>(lesson, "minGRU, b_z = −3", task, {.gate_bias = Real(-3)});
}
Course diagonal(lessons::Lesson& lesson, const Task& task) { return follow<DiagonalCell>(lesson, "diagonal", task); }

using Courses = std::vector<std::pair<std::string, Course>>;  // by what the findings call them
void tell(lessons::Lesson& lesson, const Courses& courses) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [id, course] : courses) {
    rows.push_back(
        {course.name, lessons::short_text(course.right.back()),
         course.solved ? std::to_string(*course.solved) : "not in " + lessons::short_text(course.at.back())});
    lesson.quote("right_" + id, course.right.back());
    lesson.quote("steps_" + id, course.at.back());
  }
  lesson.table({"cell", "right", "solved after"}, rows);
}
graphs::Plot curves(const std::string& title, const Courses& courses) {
  graphs::Plot plot(title, {"training step"}, {"answers that are right", graphs::Scale::linear, 0, 1.05});
  for (const auto& [id, course] : courses) plot.line(course.name, course.at, course.right);
  plot.level("guessing", 1.0 / symbols);
  return plot;
}

// The same question of shorter sequences.
void at_lengths(lessons::Lesson& lesson) {
  lesson.heading("The first of fewer");
  const std::vector<double> lengths{2, 5, 10, 20};
  std::map<std::string, std::vector<double>> right;
  std::vector<std::vector<std::string>> rows;
  for (double T : lengths) {
    const Task task{Index(T)};
    std::vector<std::string> row{lessons::short_text(T)};
    for (const Course& course : {ugrnn(lesson, task), closed_mingru(lesson, task), diagonal(lesson, task)}) {
      right[course.name].push_back(course.right.back());
      row.push_back(lessons::short_text(course.right.back()));
    }
    rows.push_back(row);
  }
  lesson.table({"T", "UGRNN", "minGRU, closed", "diagonal"}, rows);
  graphs::Plot plot("The first of T symbols, after training", {"T"},
                    {"answers that are right", graphs::Scale::linear, 0, 1.05});
  for (const auto& [name, share] : right) plot.line(name, lengths, share);
  plot.level("guessing", 1.0 / symbols);
  const double both = 1.0 / symbols + (1 - 1.0 / symbols) / 2;
  plot.level("both of two, no order", both);
  lesson.save(plot, "lengths");
  lesson.finding("two", "right first symbols of two, minGRU that begins closed", right["minGRU, b_z = −3"][0]);
  lesson.control("two", "UGRNN", right["UGRNN, b_g = 3"][0]);
  const Course patient = follow<nn::MinGRUCell>(lesson, "minGRU, b_z = 0", {2}, {.gate_bias = Real(0)}, 1, 6);
  lesson.finding("two_in_time", "of two, minGRU that begins half open, after up to 2700 steps", patient.right.back());
  lesson.control("two_in_time", "after 450, closed", right["minGRU, b_z = −3"][0]);
  lesson.quote("steps_two_in_time", patient.at.back());
  for (std::size_t i = 0; i < lengths.size(); ++i)
    for (const auto& [name, id] : std::map<std::string, std::string>{
             {"UGRNN, b_g = 3", "ugrnn"}, {"minGRU, b_z = −3", "closed"}, {"diagonal", "diagonal"}})
      lesson.quote(id + "_of_" + lessons::short_text(lengths[i]), right[name][i]);
}

void story(lessons::Lesson& lesson) {
  lesson.heading("The first of fifty symbols");
  const Courses bare{
      {"ugrnn", ugrnn(lesson, fifty)},
      {"cornn", follow<nn::CoRNNCell>(lesson, "coRNN", fifty, {.dt = Real(0.2), .gamma = 1, .epsilon = Real(0.1)})},
      {"open", follow<nn::MinGRUCell>(lesson, "minGRU, b_z = 0", fifty, {.gate_bias = Real(0)})},
      {"closed", closed_mingru(lesson, fifty)},
      {"diagonal", diagonal(lesson, fifty)}};
  tell(lesson, bare);
  lesson.heading("The same, and the first is marked");
  const Courses marked{
      {"open_marked", follow<nn::MinGRUCell>(lesson, "minGRU, b_z = 0", fifty_marked, {.gate_bias = Real(0)})},
      {"closed_marked", closed_mingru(lesson, fifty_marked)},
      {"diagonal_marked", diagonal(lesson, fifty_marked)}};
  tell(lesson, marked);

  lesson.heading("And in two layers");
  const Courses layers{
      {"closed_2", follow<nn::MinGRUCell>(lesson, "minGRU, b_z = −3", fifty, {.gate_bias = Real(-3)}, 2)},
      {"diagonal_2", follow<DiagonalCell>(lesson, "diagonal", fifty, {}, 2)}};
  tell(lesson, layers);

  const auto right = [](const Courses& courses, std::size_t i) { return courses[i].second.right.back(); };
  lesson.finding("ugrnn", "right first symbols, UGRNN", right(bare, 0));
  lesson.control("ugrnn", "minGRU that begins closed", right(bare, 3));
  lesson.finding("cornn", "coRNN", right(bare, 1));
  lesson.control("cornn", "diagonal", right(bare, 4));
  lesson.finding("blind", "the best of minGRU (open, closed) and diagonal",
                 std::max({right(bare, 2), right(bare, 3), right(bare, 4)}));
  lesson.control("blind", "UGRNN", right(bare, 0));
  lesson.finding("mark_helps", "with the first marked, the worse of minGRU (closed) and diagonal",
                 std::min(right(marked, 1), right(marked, 2)));
  lesson.control("mark_helps", "without the mark, the better of them", std::max(right(bare, 3), right(bare, 4)));
  lesson.finding("mark_is_not_enough", "with the first marked, minGRU that begins half open", right(marked, 0));
  lesson.control("mark_is_not_enough", "minGRU that begins closed", right(marked, 1));
  lesson.finding("layers_help", "two layers of minGRU that begin closed", right(layers, 0));
  lesson.control("layers_help", "one layer", right(bare, 3));
  lesson.finding("layers_without_gates", "two layers of the diagonal cell", right(layers, 1));
  lesson.control("layers_without_gates", "of minGRU", right(layers, 0));

  graphs::Plot plot = curves("The first of fifty symbols …", bare);
  plot.above(curves("… and if it is marked", marked));
  plot.above(curves("… and in two layers", layers));
  lesson.save(plot, "first");
  at_lengths(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("14-a-cell-of-your-own/first", argc, argv, story); }
