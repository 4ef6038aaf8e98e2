// Lesson 8, first program. An LSTM could keep the first symbol of a sequence for as long as it likes: its forget gates
// would have to be open. Does training open them? We begin with gates half open, wider open and nearly open, watch them
// while they learn, and ask what a network does that has nothing to learn.
#include <numeric>

#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/08-learning-to-keep/recall.hpp"
#include "nn/lstm_cell.hpp"

constexpr int length = 20;  // T
using LSTM = Network<nn::LSTMCell>;

// ---- What the gates and the gradient do, over sequences that the network has not seen ----
struct State {
  double mean, best;         // of the forget gates of t = 2 … T: over all units, and of the most open unit
  Array gates;               // (hidden, T): of the first sequence
  std::vector<double> left;  // ‖dL/dc_t‖ / ‖dL/dc_T‖, for t = 1 … T
};
State state_of(const LSTM& network) {
  const Batch batch = draw_batch(length, 64);
  std::vector<Tensor> f, c;
  auto state = network.cell.start(64);
  for (const Tensor& x : batch.xs) {
    f.push_back(network.cell.gates(x, state).f);
    state = network.cell.step(x, state);
    c.push_back(state.c);
  }
  State result;
  const Tensor of_units = mean(slice(stack(f), 0, 1, length), {0, 1});
  result.mean = double(mean(of_units).item()), result.best = double(max(of_units).item());
  result.gates = T(reshape(slice(stack(f), 1, 0, 1), {length, of_units.dim(0)})).value();
  const std::vector<Tensor> dc = grad(nn::cross_entropy(network.head(state.h), batch.first), c);
  for (const Tensor& d : dc) result.left.push_back(double((norm(d) / norm(dc.back())).item()));
  return result;
}

// ---- Training, watched ----
struct Course {
  State before, after;
  std::vector<double> at, mean_f, right;  // at these training steps
};
Course follow(lessons::Lesson& lesson, const LSTM& network, const char* name, Answers answers = Answers::right) {
  Course course;
  course.before = state_of(network);
  const auto loss = [&] { return recall_loss(network, length, answers); };
  train(lesson, network, {name, lesson.steps(400, 2000), Real(1e-2)}, loss, [&](int step) {
    if (step % 20 != 0) return;
    course.at.push_back(step);
    course.mean_f.push_back(state_of(network).mean);
    course.right.push_back(accuracy(network, length));
  });
  course.after = state_of(network);
  return course;
}

void draw(lessons::Lesson& lesson, const LSTM& network, const char* name, const char* title) {
  const Tensor loss = loss_of(network, draw_batch(length, 32));
  Trace trace;
  loss.backward({.trace = &trace});
  lesson.save(graphs::draw(loss, {.title = title, .trace = &trace, .level = graphs::Level::rolled}), name);
}

void story(lessons::Lesson& lesson) {
  lesson.heading("Does it learn to keep?");
  const Index hidden = lesson.hidden(16);
  const LSTM half(hidden, {.forget_bias = Real(0)}), wide(hidden, {.forget_bias = Real(1)}),
      open(hidden, {.forget_bias = Real(3)}), idle(hidden, {.forget_bias = Real(0)});
  const std::vector<std::pair<std::string, Course>> courses{
      {"b_f = 0", follow(lesson, half, "b_f = 0")},
      {"b_f = 1", follow(lesson, wide, "b_f = 1")},
      {"b_f = 3", follow(lesson, open, "b_f = 3")},
      {"b_f = 0, answers shuffled", follow(lesson, idle, "shuffled", Answers::shuffled)}};
  std::vector<std::vector<std::string>> rows;
  const std::vector<std::string> ids{"0", "1", "3", "shuffled"};
  for (std::size_t k = 0; k < courses.size(); ++k) {
    const auto& [name, course] = courses[k];
    const auto tell = [&](const std::string& what, double value) {
      lesson.quote(what + "_" + ids[k], value);
      return lessons::short_text(value);
    };
    rows.push_back({name, tell("right", course.right.back()), tell("f_before", course.before.mean),
                    tell("f_after", course.after.mean), tell("best", course.after.best),
                    tell("left_before", course.before.left[0]), tell("left_after", course.after.left[0])});
  }
  lesson.table({"start", "right", "mean f before", "after", "most open unit", "dc_1 of dc_T before", "after"}, rows);

  const Course &of_half = courses[0].second, &of_open = courses[2].second, &of_idle = courses[3].second;
  lesson.finding("open_learns", "right answers, begun with b_f = 3", of_open.right.back());
  lesson.control("open_learns", "with b_f = 0", of_half.right.back());
  lesson.finding("half_closes", "what training adds to the mean f, begun with b_f = 0",
                 of_half.after.mean - of_half.before.mean);
  lesson.control("half_closes", "with b_f = 3", of_open.after.mean - of_open.before.mean);
  lesson.finding("idle_closes", "the same with b_f = 0 and shuffled answers", of_idle.after.mean - of_idle.before.mean);
  lesson.control("idle_closes", "with b_f = 3 and the right answers", of_open.after.mean - of_open.before.mean);
  lesson.finding("best_unit", "mean f of the most open unit, begun with b_f = 3", of_open.after.best);
  lesson.control("best_unit", "with b_f = 0", of_half.after.best);
  lesson.finding("drowned", "dL/dc_1 of dL/dc_T before training, b_f = 0", of_half.before.left[0]);
  lesson.control("drowned", "b_f = 3", of_open.before.left[0]);

  graphs::Plot plot("Is the gate learnt? It depends on where it begins", {"training step"},
                    {"mean forget gate", graphs::Scale::linear, 0, 1});
  graphs::Plot right("", {"training step"}, {"answers that are right", graphs::Scale::linear, 0, 1.05});
  for (const auto& [name, course] : courses) {
    plot.line(name, course.at, course.mean_f);
    right.line(name, course.at, course.right);
  }
  right.level("guessing", 1.0 / symbols);
  plot.above(std::move(right));
  lesson.save(plot, "training");

  std::vector<double> times(length);
  std::iota(times.begin(), times.end(), 1);
  graphs::Plot left("What is left of an error on its way back", {"time step t", graphs::Scale::linear, 1, length},
                    {"‖dL/dcₜ‖ / ‖dL/dc_T‖", graphs::Scale::log});
  left.line("b_f = 3, before", times, of_open.before.left);
  left.line("b_f = 3, after", times, of_open.after.left);
  left.line("b_f = 0, before", times, of_half.before.left);
  left.line("b_f = 0, after", times, of_half.after.left);
  lesson.save(left, "left");

  graphs::Plot gates("Forget gates of one sequence, begun with b_f = 3: before training …", {"time step t"}, {"unit"});
  gates.heat(of_open.before.gates, {"f", graphs::Scale::linear, 0.5, 1});
  graphs::Plot trained("… and after", {"time step t"}, {"unit"});
  trained.heat(of_open.after.gates, {"f", graphs::Scale::linear, 0.5, 1});
  gates.above(std::move(trained));
  lesson.save(gates, "gates");
  draw(lesson, half, "closed", "Begun with b_f = 0, after training");
  draw(lesson, open, "open", "Begun with b_f = 3, after training");
}

int main(int argc, char* argv[]) { return lessons::run("08-learning-to-keep/gates", argc, argv, story); }
