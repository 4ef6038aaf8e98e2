// Lesson 8, third program. Which cell keeps best? Two cells learn two tasks of equal length: to name the first symbol,
// and to add two numbers that are marked among many (Hochreiter and Schmidhuber 1997). The winner depends on the task.
#include "graphs/plot.hpp"
#include "lessons/08-learning-to-keep/recall.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/zoo/antisymmetric_cell.hpp"

constexpr int length = 20;  // T
constexpr Real lr = Real(5e-3);

// The mean squared error. Whoever always answers 1, the mean, has 1/6.
template <class Cell>
Tensor error(const Network<Cell>& network, Index batch) {
  const auto sums = lessons::draw_marked_sum(length, batch);
  std::vector<Tensor> xs;
  for (Index t = 0; t < length; ++t) xs.emplace_back(sums.xs[t]);
  return nn::squared_error(network(xs), Tensor(sums.wanted));
}

struct Course {
  std::string name;
  double right = 0;                // of the first symbols, after training
  std::vector<double> at, errors;  // in sums, at these training steps
};
template <class Cell>
Course follow(lessons::Lesson& lesson, const char* name, Index hidden, typename Cell::Options options) {
  Course course{name, 0, {}, {}};
  const Network<Cell> first(hidden, options), adder(hidden, options, 2, 1);
  train(
      lesson, first, {name, lesson.steps(400, 2000), lr}, [&] { return recall_loss(first, length); }, [](int) {});
  course.right = accuracy(first, length);
  train(
      lesson, adder, {name, lesson.steps(1200, 4000), lr}, [&] { return error(adder, 32); },
      [&](int step) {
        if (step % 60 != 0) return;
        NoGrad no_grad;
        course.at.push_back(step);
        course.errors.push_back(double(error(adder, 500).item()));
      });
  return course;
}

void story(lessons::Lesson& lesson) {
  lesson.heading("Two cells, two tasks, T = 20");
  const Index hidden = lesson.hidden(16);
  const Course lstm = follow<nn::LSTMCell>(lesson, "LSTM, b_f = 0", hidden, {.forget_bias = Real(0)}),
               turning =
                   follow<nn::AntisymmetricCell>(lesson, "antisymmetric", hidden, {.epsilon = Real(0.5), .gamma = 0});
  lesson.table({"cell", "first symbol: right", "sum: squared error"},
               {{lstm.name, lessons::short_text(lstm.right), lessons::short_text(lstm.errors.back())},
                {turning.name, lessons::short_text(turning.right), lessons::short_text(turning.errors.back())}});
  lesson.finding("symbol", "right first symbols, antisymmetric", turning.right);
  lesson.control("symbol", "LSTM, b_f = 0", lstm.right);
  lesson.finding("sum", "squared error of sums, LSTM, b_f = 0", lstm.errors.back());
  lesson.control("sum", "antisymmetric", turning.errors.back());

  graphs::Plot plot("The sum of two marked numbers", {"training step"}, {"squared error", graphs::Scale::log});
  for (const Course& course : {lstm, turning}) plot.line(course.name, course.at, course.errors);
  plot.level("always 1", 1.0 / 6);
  lesson.save(plot, "sums");
}

int main(int argc, char* argv[]) { return lessons::run("08-learning-to-keep/two_tasks", argc, argv, story); }
