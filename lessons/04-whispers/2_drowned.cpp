// Lesson 4, second program. The network of lesson 2, as it is drawn at first, is to name the first of T symbols. The
// error that reaches step 1 fades with T, and from some length on nothing is learnt. Is it because the error is too
// small, or because it is smaller than the others? We take the others away, then we make it louder, and see.
#include <algorithm>
#include <map>

#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/04-whispers/whispers.hpp"
#include "lessons/support/lesson.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

constexpr Index symbols = 8;  // so that guessing is right in one case of eight

// ---- The task: what follows the first symbol is noise, or nothing ----
enum class After { noise, silence };
struct Task {
  Index T;
  After after = After::noise;
  bool shuffled = false;  // told another sequence's first symbol: there is nothing to learn
  int steps = 800;        // of practice, at most
  Real louder = 1;        // by what the error is multiplied on its way back through each step, besides
};

struct Batch {
  Tensor xs;      // (T, batch, symbols): symbol k is row k of the identity; silence is all zeros
  Indices first;  // (batch)
};
Batch draw_batch(const Task& task, Index size) {
  const Indices ids = random_numbers().below({task.T, size}, symbols);
  Tensor xs = embedding(Tensor(Array::eye(symbols)), ids);
  if (task.after == After::silence)
    xs = concat({slice(xs, 0, 0, 1), Tensor(Array::zeros({task.T - 1, size, symbols}))}, 0);
  const auto begin = ids.values().begin();
  return {xs, Indices(std::vector<Index>(begin, begin + size))};
}

// ---- The network: W_hh as nn::RNNCell draws it, or, as in lesson 2, a rotation ----
enum class Start { drawn, rotation };

// The numbers of h; what comes back to h is multiplied by `factor`.
Tensor with_louder_error(const Tensor& h, Real factor) { return h * factor + h.detach() * (1 - factor); }

struct Reader : nn::Module {
  nn::RNNCell cell;
  nn::Linear head;

  Reader(Index hidden, Start start) : cell(symbols, hidden), head(hidden, symbols) {
    submodule("cell", cell);
    submodule("head", head);
    if (start == Start::rotation) cell.W_hh.assign(nn::init::orthogonal(hidden, hidden));
  }
  Tensor operator()(const Tensor& xs, Real louder = 1) const {
    if (louder == 1) return head(nn::unrolled(cell, xs).last().h);
    nn::RNNCell::State state = cell.start(xs.dim(1));
    for (Index t = 0; t < xs.dim(0); ++t) state = cell.step(xs[t], {with_louder_error(state.h, louder)});
    return head(state.h);
  }
};

double accuracy(const Reader& reader, const Task& task, Index sequences = 1000) {
  NoGrad no_grad;
  const Batch batch = draw_batch(task, sequences);
  const Array scores = reader(batch.xs).value();
  int right = 0;
  for (Index i = 0; i < sequences; ++i) {
    const Real* row = scores.data() + i * symbols;
    right += std::max_element(row, row + symbols) - row == batch.first[i];
  }
  return right / double(sequences);
}

void train(lessons::Lesson& lesson, const Reader& reader, const Task& task) {
  const int steps = lesson.steps(task.steps);
  optim::Adam optimizer(reader.parameters(), {.lr = Real(3e-3)});
  for (int step = 1; step <= steps; ++step) {
    const Batch batch = draw_batch(task, 32);
    const Indices wanted = task.shuffled ? draw_batch(task, 32).first : batch.first;
    const Tensor loss = nn::cross_entropy(reader(batch.xs, task.louder), wanted);
    optimizer.clear_grad();
    loss.backward({.release = true});
    optim::clip_grad_norm(reader.parameters(), 1);
    optimizer.step();
    lesson.progress("practising", step, steps);
    if (step % 50 == 0 && accuracy(reader, task, 250) >= 0.99) break;  // it has learnt it
  }
}

// The right answers of several networks after practice, from the worst to the best.
std::vector<double> right_of_several(lessons::Lesson& lesson, const Task& task, Start start = Start::drawn) {
  std::vector<double> right;
  for (int network = 0; network < (lesson.full() ? 9 : 3); ++network) {
    const Reader reader(lesson.hidden(32), start);
    train(lesson, reader, task);
    right.push_back(accuracy(reader, task));
  }
  std::sort(right.begin(), right.end());
  return right;
}

// ---- Before any practice: what the steps have to say of W_xh. Asked of the recorded graph. ----
struct Shares {
  std::vector<double> of_step;  // [t]: the norm of step t's share of dL/dW_xh
  double whole = 0;             // of their sum
  double ratio = 0;             // |dL/dh_1| / |dL/dh_T|

  Shares(const Reader& reader, const Task& task) : of_step(std::size_t(task.T + 1)) {
    const Batch batch = draw_batch(task, 32);
    const auto run = nn::unrolled(reader.cell, batch.xs);
    const Tensor loss = nn::cross_entropy(reader.head(run.last().h), batch.first);
    Trace trace;
    loss.backward({.trace = &trace});
    const graphs::Snapshot graph(loss, &trace);
    const int W = graph.find(reader.cell.W_xh);
    for (const auto& edge : graph.edges())
      if (edge.from == W) of_step[std::size_t(graph.nodes()[std::size_t(edge.to)].step)] = *edge.flow;
    whole = *graph.nodes()[std::size_t(W)].gradient;
    ratio = double(*trace.norm(run.states.front().h.node()) / *trace.norm(run.last().h.node()));
  }
  double first() const { return of_step[1] / whole; }
};

void before_practice(lessons::Lesson& lesson) {
  lesson.heading("Before any practice");
  const Reader drawn(lesson.hidden(32), Start::drawn), rotation(lesson.hidden(32), Start::rotation);
  std::vector<std::vector<std::string>> rows;
  std::map<Index, Shares> noise;
  for (Index T : {5, 10, 15, 20, 25, 30}) {
    const Shares& shares = noise.try_emplace(T, drawn, Task{T}).first->second;
    rows.push_back({std::to_string(T), lessons::short_text(shares.ratio), lessons::short_text(shares.of_step[1]),
                    lessons::short_text(shares.of_step.back()), lessons::short_text(shares.whole)});
    lesson.quote("ratio_" + std::to_string(T), shares.ratio);
    lesson.quote("first_" + std::to_string(T), shares.of_step[1]);
    lesson.quote("whole_" + std::to_string(T), shares.whole);
  }
  lesson.table({"T", "r_T", "share of step 1", "of step T", "all of dL/dW_xh"}, rows);
  const Shares &at_10 = noise.at(10), &at_25 = noise.at(25);
  const Shares silence(drawn, {25, After::silence}), turned(rotation, {25});
  lesson.quote("silence_ratio_25", silence.ratio);
  lesson.finding("fades_25", "r_25, weights as they are drawn", at_25.ratio);
  lesson.control("fades_25", "W_hh a rotation", turned.ratio);
  lesson.finding("whole_stays", "all of dL/dW_xh, at T = 25 by that at T = 10", at_25.whole / at_10.whole);
  lesson.control("whole_stays", "the share of step 1, at T = 25 by that at T = 10",
                 at_25.of_step[1] / at_10.of_step[1]);
  lesson.finding("drowned_25", "the share of step 1 in dL/dW_xh, by the whole, T = 25", at_25.first());
  lesson.control("drowned_25", "if silence follows the first symbol", silence.first());

  std::vector<double> steps, with_noise, with_rotation;
  for (std::size_t t = 1; t <= 25; ++t) {
    steps.push_back(double(t));
    with_noise.push_back(at_25.of_step[t]);
    with_rotation.push_back(turned.of_step[t]);
  }
  graphs::Plot plot("What each of 25 steps has to say of W_xh, before any practice", {"step t"},
                    {"share of ∂L/∂W_xh", graphs::Scale::log});
  plot.line("weights as drawn", steps, with_noise);
  plot.line("W_hh a rotation", steps, with_rotation);
  lesson.save(plot, "shares");

  const Batch batch = draw_batch({25}, 32);
  const Tensor loss = nn::cross_entropy(drawn(batch.xs), batch.first);
  Trace trace;
  loss.backward({.trace = &trace});
  lesson.save(
      graphs::draw(loss, {.title = "What 25 steps have to say of the weights that they share, before any practice",
                          .trace = &trace,
                          .fold = {3, 3}}),
      "drowned");
}

void practise(lessons::Lesson& lesson) {
  lesson.heading("After practice: the first of T symbols, named");
  std::map<std::string, std::vector<double>> right;  // "noise25": of the networks that read 25 symbols
  std::vector<std::vector<std::string>> rows;
  graphs::Plot plot("Naming the first of T symbols", {"length T", graphs::Scale::linear, 0, 52},
                    {"right answers of each network", graphs::Scale::linear, 0, 1.1});
  const auto learn = [&](const std::string& what, std::vector<Task> tasks, Start start = Start::drawn) {
    std::vector<double> lengths, of_each;
    for (const Task& task : tasks) {
      const std::vector<double> several = right_of_several(lesson, task, start);
      const double middle = several[several.size() / 2];
      rows.push_back({what, std::to_string(task.T), lessons::short_text(several.front()), lessons::short_text(middle),
                      lessons::short_text(several.back())});
      lesson.quote(what + "_median_" + std::to_string(task.T), middle);
      lesson.quote(what + "_best_" + std::to_string(task.T), several.back());
      const double beside = task.after == After::silence ? 0.7 : 0;  // so that no mark hides another
      for (double network : several) lengths.push_back(double(task.T) + beside), of_each.push_back(network);
      right[what + std::to_string(task.T)] = several;
    }
    if (what == "noise" || what == "silence") plot.points(what, lengths, of_each);
  };
  const auto silent = After::silence;
  learn("noise", {{5}, {10}, {15}, {20}, {25}, {30}});
  learn("silence", {{10, silent}, {20, silent}, {25, silent}, {30, silent}, {40, silent}, {50, silent}});
  learn("rotation", {{25}}, Start::rotation);
  learn("shuffled", {{.T = 10, .shuffled = true}});
  learn("early", {{.T = 25, .steps = 200}});
  learn("early_louder", {{.T = 25, .steps = 200, .louder = Real(1.6)}});
  lesson.table({"", "T", "worst", "median", "best"}, rows);
  plot.level("guessing", 1.0 / symbols);
  lesson.save(plot, "learnt");

  const auto mean_right = [&](const std::vector<std::string>& of) {
    double sum = 0, count = 0;
    for (const std::string& networks : of)
      for (double network : right.at(networks)) sum += network, ++count;
    return sum / count;
  };
  const double far_noise = mean_right({"noise25", "noise30"});
  lesson.finding("near", "noise, T = 5 and 10: right, the mean of all networks", mean_right({"noise5", "noise10"}));
  lesson.control("near", "T = 10, told shuffled answers", mean_right({"shuffled10"}));
  lesson.finding("far", "noise, T = 25 and 30", far_noise);
  lesson.control("far", "T = 25, W_hh a rotation", mean_right({"rotation25"}));
  lesson.finding("far_silence", "silence, T = 25 and 30", mean_right({"silence25", "silence30"}));
  lesson.control("far_silence", "noise", far_noise);
  lesson.finding("early_louder", "after 200 steps, noise, T = 25, the error louder by 1.6 a step",
                 mean_right({"early_louder25"}));
  lesson.control("early_louder", "the error as it is", mean_right({"early25"}));
}

void story(lessons::Lesson& lesson) {
  before_practice(lesson);
  practise(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("04-whispers/drowned", argc, argv, story); }
