// Lesson 14, first program. A cell of our own and its grade sheet: are its gradients right, what does it cost, how far
// has an error to go, what is left of it? The same of four others; and pictures of three.
#include <algorithm>
#include <cmath>

#include "graphs/draw.hpp"
#include "lessons/14-a-cell-of-your-own/diagonal_cell.hpp"
#include "lessons/support/lesson.hpp"
#include "lessons/workshop/sheet.hpp"
#include "lessons/workshop/template_cell.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/zoo/cornn_cell.hpp"
#include "nn/zoo/mingru_cell.hpp"
#include "nn/zoo/ugrnn_cell.hpp"

using namespace unroll;

// The diagonal cell with a mistake that no value shows: the root is taken for a number that does not depend on p.
struct MistakenCell : DiagonalCell {
  using DiagonalCell::DiagonalCell;
  State step(const Tensor& x, const State& state) const {
    const Tensor lambda = sigmoid(p);
    return {lambda * state.h + sqrt(1 - square(lambda.detach())) * matmul(x, V)};
  }
};

// All that is on the sheet but for the training.
struct Sheet {
  std::string name;
  workshop::Gradients gradients;
  Index parameters;
  workshop::Ways ways;
  double left;  // of a gradient, over 50 steps
};
// From the same seed as ./learn report.
double gradient_left(lessons::Lesson& lesson, const workshop::Row& row) {
  unroll::seed(lesson.seed());
  return workshop::gradient_left(row, 50, 32).front();
}
Sheet measure(lessons::Lesson& lesson, const workshop::Row& row) {
  return {row.name, workshop::check_gradients(row), workshop::count_parameters(row, 8, 32),
          workshop::ways_back(row).value(), gradient_left(lesson, row)};
}

// T steps on one sequence, and what returns of an error at the end.
template <class Cell>
void draw(lessons::Lesson& lesson, const std::string& name, const std::string& title, int T, Index hidden,
          graphs::Level level, typename Cell::Options options) {
  const Cell cell(8, hidden, options);
  std::vector<Tensor> xs;
  for (int t = 1; t <= T; ++t)
    xs.push_back(variable(random_numbers().normal({1, 8})).named("x_" + std::to_string(t)).mark(Role::input));
  const Tensor target = Tensor(random_numbers().uniform({1, hidden}, -1, 1)).named("y").mark(Role::input);
  const Tensor loss = nn::squared_error(nn::unrolled(cell, xs).last().h, target);
  Trace trace;
  loss.backward({.trace = &trace});
  lesson.save(graphs::draw(loss, {.title = title, .trace = &trace, .level = level}), name);
}

void story(lessons::Lesson& lesson) {
  lesson.heading("A cell of our own, and others");
  const auto diagonal = measure(lesson, workshop::row<DiagonalCell>("diagonal"));
  const auto plain = measure(lesson, workshop::row<nn::RNNCell>("rnn"));
  const auto ugrnn = measure(lesson, workshop::row<nn::UGRNNCell>("ugrnn", {.gate_bias = Real(3)}));
  const auto mingru = measure(lesson, workshop::row<nn::MinGRUCell>("mingru", {.gate_bias = Real(-3)}));
  const auto cornn =
      measure(lesson, workshop::row<nn::CoRNNCell>("cornn", {.dt = Real(0.2), .gamma = Real(1), .epsilon = Real(0.1)}));
  std::vector<std::vector<std::string>> rows;
  for (const Sheet& sheet : {diagonal, plain, ugrnn, mingru, cornn}) {
    rows.push_back({sheet.name, lessons::short_text(sheet.gradients.first), std::to_string(sheet.parameters),
                    workshop::text(sheet.ways.shortest), workshop::text(sheet.ways.longest),
                    lessons::short_text(sheet.left)});
    lesson.quote("error_" + sheet.name, sheet.gradients.first);
    lesson.quote("parameters_" + sheet.name, double(sheet.parameters));
    lesson.quote("left_" + sheet.name, sheet.left);
  }
  lesson.table({"cell", "gradients differ by", "parameters", "shortest way", "longest", "left of 50 steps"}, rows);
  const auto leaves = [&](Real a) {
    return gradient_left(lesson, workshop::row<nn::TemplateCell>("template", {.a = a}));
  };
  lesson.quote("left_template", leaves(Real(0.5))), lesson.quote("left_slow", leaves(Real(0.05)));

  lesson.finding("gradients", "the diagonal cell's gradients, less differences of its values",
                 diagonal.gradients.first);
  lesson.control("gradients", "with the root taken for a constant",
                 workshop::check_gradients(workshop::row<MistakenCell>("mistaken")).first);
  lesson.finding("parameters", "the diagonal cell's parameters", double(diagonal.parameters));
  lesson.control("parameters", "the plain cell's", double(plain.parameters));
  lesson.finding("way", "operations of a step on the shortest way back, diagonal", diagonal.ways.shortest.each);
  lesson.control("way", "plain", plain.ways.shortest.each);
  const auto power = [&](DiagonalCell::Options options) {
    const double left = gradient_left(lesson, workshop::row<DiagonalCell>("", options));
    return std::abs(left / std::pow(0.9, 49) - 1);
  };
  lesson.finding("power", "what is left over 50 steps less 0.9^49, if all λ are 0.9, relative",
                 power({.slowest = 0.9}));
  lesson.control("power", "if λ is anywhere from 0.9 to 0.99", power({}));

  draw<nn::UGRNNCell>(lesson, "ugrnn", "UGRNN", 2, 4, graphs::Level::op, {.gate_bias = Real(3)});
  draw<nn::MinGRUCell>(lesson, "mingru", "minGRU", 2, 4, graphs::Level::op, {.gate_bias = Real(-3)});
  draw<nn::CoRNNCell>(lesson, "cornn", "coRNN", 2, 4, graphs::Level::op,
                      {.dt = Real(0.2), .gamma = 1, .epsilon = Real(0.1)});
  draw<DiagonalCell>(lesson, "diagonal", "The diagonal cell", 50, 32, graphs::Level::rolled, {});
}

int main(int argc, char* argv[]) { return lessons::run("14-a-cell-of-your-own/sheet", argc, argv, story); }
