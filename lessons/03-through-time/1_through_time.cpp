// Lesson 3, first program. A recurrent network that has read 20 symbols is a chain of 20 layers with the same
// weights, so its gradient is computed like that of any deep network: backwards, layer by layer, here through
// time. We do it by hand and compare; then we cut the way back after k steps, and see what is no longer learnt.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/support/lesson.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

using namespace unroll;

constexpr int length = 20;    // T, the symbols in a sequence
constexpr Index symbols = 8;  // so that guessing is right in one case of eight

// ---- The task of lesson 2: name the first symbol when the last has been read ----
struct Batch {
  Tensor xs;      // (T, batch, symbols): symbol k is row k of the identity
  Indices first;  // (batch)
};
Batch draw_batch(Index size) {
  const Indices ids = random_numbers().below({length, size}, symbols);
  const auto begin = ids.values().begin();
  return {embedding(Tensor(Array::eye(symbols)), ids), Indices(std::vector<Index>(begin, begin + size))};
}

struct Reader : nn::Module {
  nn::RNNCell cell;
  nn::Linear head;

  explicit Reader(Index hidden) : cell(symbols, hidden), head(hidden, symbols) {
    submodule("cell", cell);
    submodule("head", head);
    cell.W_hh.assign(nn::init::orthogonal(hidden, hidden));
  }
};

// The recurrence, with the way back cut: of what came before the last `window` steps, the network keeps the
// number h, but not how h was made.
struct Reading {
  std::vector<Tensor> h;  // h_0 … h_T
  Tensor scores;          // (batch, symbols)
};
Reading read(const Reader& reader, const Tensor& xs, int window = length) {
  nn::RNNCell::State state = reader.cell.start(xs.dim(1));
  state.h.mark(Role::state, "h").named("h_0");
  Reading reading{{state.h}, {}};
  for (int t = 1; t <= length; ++t) {
    if (t > 1 && t == length - window + 1) {  // the cut
      state = nn::detach(state);
      state.h.named("h_" + std::to_string(t - 1));
    }
    Scope scope("t", t);
    state = reader.cell.step(xs[t - 1], state);
    state.h.mark(Role::state, "h").named("h_" + std::to_string(t));
    reading.h.push_back(state.h);
  }
  reading.scores = reader.head(state.h);
  return reading;
}

// ---- Backpropagation through time, by hand: three loops ----
struct Gradients {
  Tensor W_xh, W_hh, b;
};
Gradients by_hand(const Reader& reader, const Batch& batch, int first_share = 1) {
  NoGrad no_grad;  // from here on the engine only calculates; it records nothing
  const nn::RNNCell& cell = reader.cell;
  const auto x = [&](int t) { return batch.xs[t - 1]; };
  std::vector<Tensor> h(length + 1), delta(length + 1);

  h[0] = cell.start(batch.xs.dim(1)).h;
  for (int t = 1; t <= length; ++t) h[t] = tanh(matmul(x(t), cell.W_xh) + matmul(h[t - 1], cell.W_hh) + cell.b);

  const Tensor wanted = embedding(Tensor(Array::eye(symbols)), batch.first);
  const Tensor error = (softmax(reader.head(h[length])) - wanted) / Real(batch.first.size());
  Tensor dh = matmul(error, T(reader.head.W));  // dL/dh_T, from the loss at the end
  for (int t = length; t >= 1; --t) {
    delta[t] = dh * (1 - h[t] * h[t]);    // through the tanh: dL/da_t, where h_t = tanh(a_t)
    dh = matmul(delta[t], T(cell.W_hh));  // through the recurrence: dL/dh_{t−1}
  }

  Gradients total{cell.W_xh * Real(0), cell.W_hh * Real(0), cell.b * Real(0)};
  for (int t = first_share; t <= length; ++t) {  // each step used the same weights, so the shares are added
    total.W_xh = total.W_xh + matmul(T(x(t)), delta[t]);
    total.W_hh = total.W_hh + matmul(T(h[t - 1]), delta[t]);
    total.b = total.b + sum(delta[t], {0});
  }
  return total;
}

double largest_difference(const std::vector<Tensor>& a, const Gradients& b) {
  NoGrad no_grad;
  const auto apart = [](const Tensor& p, const Tensor& q) { return max(abs(p - q)).item(); };
  return std::max({apart(a[0], b.W_xh), apart(a[1], b.W_hh), apart(a[2], b.b)});
}

// ---- Training with a window. All begin with the same weights and read the same sequences. ----
struct Trained : Reader {
  Trained(lessons::Lesson& lesson, int window, bool shuffled = false)
      : Reader((seed(lesson.seed()), lesson.hidden(32))) {
    const int steps = lesson.steps(800);
    optim::Adam optimizer(parameters(), {.lr = Real(3e-3)});
    for (int step = 1; step <= steps; ++step) {
      const Batch batch = draw_batch(32);
      const Indices wanted = shuffled ? draw_batch(32).first : batch.first;
      const Tensor loss = nn::cross_entropy(read(*this, batch.xs, window).scores, wanted);
      optimizer.clear_grad();
      loss.backward({.release = true});
      optim::clip_grad_norm(parameters(), 1);
      optimizer.step();
      lesson.progress("training", step, steps);
    }
  }
};

double accuracy(const Reader& reader) {
  NoGrad no_grad;
  const Batch batch = draw_batch(1000);
  const Array scores = read(reader, batch.xs).scores.value();
  int right = 0;
  for (Index i = 0; i < 1000; ++i) {
    const Real* row = scores.data() + i * symbols;
    right += std::max_element(row, row + symbols) - row == batch.first[i];
  }
  return right / 1000.0;
}

// How far apart the eight first symbols put h_1: the mark that the cause leaves.
double mark_of_first(const Reader& reader) {
  NoGrad no_grad;
  const Tensor h = reader.cell.step(Tensor(Array::eye(symbols)), reader.cell.start(symbols)).h;
  return norm(h - mean(h, {0})).item() / std::sqrt(double(symbols));
}

// ---- The story ----
void compare_with_the_engine(lessons::Lesson& lesson) {
  lesson.heading("Backpropagation through time, by hand and by the engine");
  const Reader reader(lesson.hidden(32));
  const Batch batch = draw_batch(32);
  const Tensor loss = nn::cross_entropy(read(reader, batch.xs).scores, batch.first);
  const auto engine = grad(loss, {reader.cell.W_xh, reader.cell.W_hh, reader.cell.b});
  lesson.finding("hand_and_engine", "largest difference between three loops and the engine",
                 largest_difference(engine, by_hand(reader, batch)));
  lesson.control("hand_and_engine", "if the loops leave out the share of step 1",
                 largest_difference(engine, by_hand(reader, batch, 2)));
}

// One pass there and back with a window, and what became of the error.
struct Pass {
  Reading reading;
  Tensor loss, before_cut;
  Trace trace{Trace::Keep::arrays};

  Pass(const Reader& reader, const Batch& batch, int window)
      : reading(read(reader, batch.xs, window)),
        loss(nn::cross_entropy(reading.scores, batch.first)),
        before_cut(reading.h[std::size_t(length - window)]) {
    loss.backward({.trace = &trace});
  }
  std::optional<double> norm_at(std::size_t t) const {  // of dL/dh_t
    return trace.norm(reading.h[t].node());
  }
  graphs::Drawing drawn(const char* title) const {
    return graphs::draw({loss, before_cut}, {.title = title, .trace = &trace, .fold = {2, 7}});
  }
};

void show_the_cut(lessons::Lesson& lesson) {
  lesson.heading("The way back, cut and whole");
  const Trained reader(lesson, 5);
  const Batch batch = draw_batch(32);
  const Pass cut(reader, batch, 5), whole(reader, batch, length);
  std::vector<std::vector<std::string>> rows;
  for (std::size_t t : {1, 5, 10, 14, 15, 16, 17, 18, 19, 20}) {
    const auto text = [](std::optional<double> norm) { return norm ? lessons::short_text(*norm) : "none"; };
    rows.push_back({std::to_string(t), text(cut.norm_at(t)), text(whole.norm_at(t))});
    lesson.quote("norm_" + std::to_string(t), *whole.norm_at(t));
  }
  lesson.table({"t", "norm of dL/dh_t, k = 5", "k = 20"}, rows);
  lesson.quote("norm_grows", *whole.norm_at(1) / *whole.norm_at(length));
  const auto uses = [&](const Pass& pass) { return graphs::Snapshot(pass.loss).uses(reader.cell.W_hh); };
  lesson.finding("uses_k5", "uses of W_hh that the loss can reach, k = 5", uses(cut));
  lesson.control("uses_k5", "k = 20", uses(whole));

  lesson.save(whole.drawn("Twenty steps there and twenty back"), "window_20", {"html"});
  lesson.save(cut.drawn("Twenty steps there, five back"), "window_5");
}

void train_with_windows(lessons::Lesson& lesson) {
  lesson.heading("What the cut costs: naming the first of 20 symbols");
  std::vector<double> windows{1, 5, 10, 19, 20}, right;
  if (lesson.full()) windows = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
  std::map<double, double> right_with, mark_with;
  std::vector<std::vector<std::string>> rows;
  for (double k : windows) {
    const Trained reader(lesson, int(k));
    right.push_back(right_with[k] = accuracy(reader));
    mark_with[k] = mark_of_first(reader);
    const std::string window = lessons::short_text(k);
    rows.push_back({window, lessons::short_text(right_with[k]), lessons::short_text(mark_with[k])});
    lesson.quote("right_" + window, right_with[k]);
    lesson.quote("mark_of_" + window, mark_with[k]);
  }
  const Trained shuffled(lesson, length, true);
  const Reader untrained((seed(lesson.seed()), lesson.hidden(32)));
  const double guessed = accuracy(untrained), mark = mark_of_first(untrained);
  rows.push_back({"untrained", lessons::short_text(guessed), lessons::short_text(mark)});
  lesson.quote("right_untrained", guessed);
  lesson.quote("mark_untrained", mark);
  lesson.table({"window k", "right", "mark of x_1 on h_1"}, rows);
  lesson.finding("window_20", "right with a window of 20", right_with[20]);
  lesson.control("window_20", "with a window of 20, told shuffled answers", accuracy(shuffled));
  lesson.finding("window_19", "right with a window of 19", right_with[19]);
  lesson.control("window_19", "with a window of 20", right_with[20]);
  lesson.finding("window_10", "right with a window of 10", right_with[10]);
  lesson.control("window_10", "with a window of 20", right_with[20]);
  lesson.finding("mark_19", "the mark with a window of 19, by that of the untrained network", mark_with[19] / mark);
  lesson.control("mark_19", "with a window of 20", mark_with[20] / mark);

  graphs::Plot plot("The window must hold the cause", {"window k"}, {"right", graphs::Scale::linear, 0, 1});
  plot.line("trained " + std::to_string(lesson.steps(800)) + " steps", windows, right);
  plot.level("guessing", 1.0 / symbols);
  lesson.save(plot, "accuracy_by_window");
}

void story(lessons::Lesson& lesson) {
  compare_with_the_engine(lesson);
  show_the_cut(lesson);
  train_with_windows(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("03-through-time/through_time", argc, argv, story); }
