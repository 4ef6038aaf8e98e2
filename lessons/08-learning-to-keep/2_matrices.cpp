// Lesson 8, second program. Can a network keep without any gate? It can if its matrix neither shrinks nor stretches:
// an orthogonal one, or the antisymmetric one of a step along a turning motion. We check what the matrices do, then
// let cells with and without such a matrix look for the first of fifty symbols.
#include <cmath>
#include <numeric>

#include "autograd/spectral_norm.hpp"
#include "graphs/plot.hpp"
#include "lessons/08-learning-to-keep/recall.hpp"
#include "nn/init.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/zoo/antisymmetric_cell.hpp"

constexpr int length = 50;  // T
constexpr Real epsilon = Real(0.5);

// The largest singular value of M: the most by which it stretches a vector.
double stretch(const Tensor& M) {
  return double(spectral_norm({[&](const Array& v) { return matmul(M, Tensor(v)).value(); },
                               [&](const Array& v) { return matmul(Tensor(v), M).value(); }, Shape{M.dim(1)}}));
}
double largest(const Tensor& M) { return double(max(abs(M)).item()); }

void check_matrices(lessons::Lesson& lesson, Index hidden) {
  lesson.heading("What a step of I + ε A does to lengths");
  const Tensor W(nn::init::kaiming_normal(hidden, hidden, 1)), I(nn::init::identity(hidden));
  std::vector<std::vector<std::string>> rows;
  for (double e : {0.01, 0.1, 0.5}) {
    const double step = stretch(I + (W - T(W)) * Real(e)), steps = std::pow(step, length - 1);
    rows.push_back({lessons::short_text(e), lessons::short_text(step), lessons::short_text(steps)});
    const std::string id = std::to_string(std::lround(100 * e));
    lesson.quote("step_" + id, step), lesson.quote("steps_" + id, steps);
  }
  lesson.table({"ε", "most stretched in a step", "if in 49 steps, by"}, rows);

  // |h (I + εA)|² = h (I + εA)(I + εA)ᵀ hᵀ; where A = −Aᵀ, that should be |h|² + ε² |hA|².
  const auto differs = [&](const Tensor& A) {
    const Tensor step = I + A * epsilon, wanted = I + matmul(A, T(A)) * (epsilon * epsilon);
    return largest(matmul(step, T(step)) - wanted) / largest(wanted);
  };
  lesson.finding("euler", "(I + εA)(I + εA)ᵀ less I + ε²AAᵀ, with A = W − Wᵀ, relative", differs(W - T(W)));
  lesson.control("euler", "with A = W + Wᵀ", differs(W + T(W)));
  const auto uneven = [&](const Array& M) { return largest(matmul(Tensor(M), T(Tensor(M))) - I); };
  lesson.finding("orthogonal", "Q Qᵀ less I, at most", uneven(nn::init::orthogonal(hidden, hidden)));
  lesson.control("orthogonal", "of a matrix as the plain cell draws it",
                 uneven(nn::init::uniform({hidden, hidden}, hidden)));
}

// ‖dL/dh_t‖ / ‖dL/dh_T‖, for t = 1 … T.
template <class Cell>
std::vector<double> left_of(const Network<Cell>& network) {
  const Batch batch = draw_batch(length, 64);
  std::vector<Tensor> h;
  for (const auto& state : nn::unrolled(network.cell, batch.xs).states) h.push_back(state.h);
  const std::vector<Tensor> dh = grad(nn::cross_entropy(network.head(h.back()), batch.first), h);
  std::vector<double> left;
  for (const Tensor& d : dh) left.push_back(double((norm(d) / norm(dh.back())).item()));
  return left;
}

struct Course {
  std::string name, id;
  std::vector<double> left, at, right;  // left: before training
};
template <class Cell>
Course follow(lessons::Lesson& lesson, const Network<Cell>& network, const std::string& name, const std::string& id) {
  Course course{name, id, left_of(network), {}, {}};
  const auto loss = [&] { return recall_loss(network, length); };
  train(lesson, network, {name.c_str(), lesson.steps(400, 2000), Real(5e-3)}, loss, [&](int step) {
    if (step % 40 != 0) return;
    course.at.push_back(step);
    course.right.push_back(accuracy(network, length));
  });
  return course;
}

void compare(lessons::Lesson& lesson, Index hidden) {
  lesson.heading("The first of fifty symbols, without gates");
  using Plain = Network<nn::RNNCell>;
  const Plain drawn(hidden), rotation(hidden), shrinking(hidden);
  rotation.cell.W_hh.assign(nn::init::orthogonal(hidden, hidden));
  shrinking.cell.W_hh.assign(nn::init::orthogonal(hidden, hidden, Real(0.9)));
  const Network<nn::AntisymmetricCell> turning(hidden, {.epsilon = epsilon, .gamma = 0});
  const std::vector<Course> courses{
      follow(lesson, drawn, "plain RNN", "plain"), follow(lesson, shrinking, "0.9 times a rotation", "shrinking"),
      follow(lesson, rotation, "a rotation", "rotation"), follow(lesson, turning, "antisymmetric", "turning")};
  std::vector<std::vector<std::string>> rows;
  for (const Course& course : courses) {
    rows.push_back({course.name, lessons::short_text(course.left[0]), lessons::short_text(course.right.back())});
    lesson.quote("left_" + course.id, course.left[0]), lesson.quote("right_" + course.id, course.right.back());
  }
  lesson.table({"cell", "dh_1 of dh_50 before", "right"}, rows);
  lesson.finding("turning_learns", "right answers, antisymmetric", courses[3].right.back());
  lesson.control("turning_learns", "plain RNN", courses[0].right.back());
  lesson.finding("turning_keeps", "dL/dh_1 of dL/dh_50 before training, antisymmetric", courses[3].left[0]);
  lesson.control("turning_keeps", "plain RNN", courses[0].left[0]);
  lesson.control("turning_keeps", "0.9 times a rotation", courses[1].left[0]);

  std::vector<double> times(length);
  std::iota(times.begin(), times.end(), 1);
  graphs::Plot plot("What is left of an error on its way back, before training",
                    {"time step t", graphs::Scale::linear, 1, length}, {"‖dL/dhₜ‖ / ‖dL/dh_T‖", graphs::Scale::log});
  graphs::Plot right("And what is learnt", {"training step"},
                     {"answers that are right", graphs::Scale::linear, 0, 1.05});
  for (const Course& course : courses) {
    plot.line(course.name, times, course.left);
    right.line(course.name, course.at, course.right);
  }
  right.level("guessing", 1.0 / symbols);
  plot.above(std::move(right));
  lesson.save(plot, "matrices");
}

void story(lessons::Lesson& lesson) {
  const Index hidden = lesson.hidden(32);
  check_matrices(lesson, hidden);
  compare(lesson, hidden);
}

int main(int argc, char* argv[]) { return lessons::run("08-learning-to-keep/matrices", argc, argv, story); }
