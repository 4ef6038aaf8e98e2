// Lesson 9, third program. Can a stuck gate come loose by training? A GRU that begins as a plain RNN, held firmly or
// less so, and one with the same weights whose update gate begins open, learn to name the first of 30 symbols.
#include <algorithm>
#include <map>

#include "graphs/plot.hpp"
#include "lessons/09-gates-held-still/held.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

constexpr Index symbols = 8, units = 32, sequences = 1000;

// The biases that z and r begin with. The weights of the gates are as they are drawn, so that they may learn to listen.
struct Start {
  const char *name, *says;
  Real b_z, b_r;
};

struct Network : nn::Module {
  nn::GRUCell cell;
  nn::Linear head;

  explicit Network(const Start& start) : cell(symbols, units), head(units, symbols) {
    submodule("cell", cell), submodule("head", head);
    set_part(cell.b, gru::z, Tensor(Array::full({units}, start.b_z)));
    set_part(cell.b, gru::r, Tensor(Array::full({units}, start.b_r)));
  }
};

struct Batch {
  Tensor xs;      // (T, size, symbols): symbol k is row k of the identity
  Indices first;  // (size)
};
Batch draw_batch(Index size) {
  const Indices ids = random_numbers().below({length, size}, symbols);
  const auto begin = ids.values().begin();
  return {embedding(Tensor(Array::eye(symbols)), ids), Indices(std::vector<Index>(begin, begin + size))};
}
Tensor scores(const Network& network, const Tensor& xs) {
  return network.head(nn::unrolled(network.cell, xs, {.project_first = true}).last().h);
}

// The share of new sequences whose first symbol it names.
double accuracy(const Network& network) {
  NoGrad no_grad;
  const Batch batch = draw_batch(sequences);
  const Array answers = scores(network, batch.xs).value();
  int right = 0;
  for (Index i = 0; i < sequences; ++i) {
    const Real* row = answers.data() + i * symbols;
    right += std::max_element(row, row + symbols) - row == batch.first.values()[std::size_t(i)];
  }
  return double(right) / sequences;
}

// z, the mean over a batch, all units and steps.
double mean_z(const Network& network) {
  NoGrad no_grad;
  const Tensor xs = draw_batch(100).xs;
  nn::GRUCell::State state = network.cell.start(100);
  double sum = 0;
  for (Index t = 1; t <= length; ++t) {
    sum += double(mean(network.cell.gates(xs[t - 1], state).z).item());
    state = network.cell.step(xs[t - 1], state);
  }
  return sum / double(length);
}

struct Learned {
  double z_before, z_after, right;
  std::vector<double> steps, zs;  // the mean z on the way
};
Learned learn(lessons::Lesson& lesson, const Start& start) {
  unroll::seed(lesson.seed());  // for all of them the same weights, but for two biases, and the same sequences
  const Network network(start);
  const int steps = lesson.steps(400, 2000);
  optim::Adam optimizer(network.parameters(), {.lr = Real(0.01)});
  Learned result{mean_z(network), 0, 0, {0}, {}};
  result.zs = {result.z_before};
  for (int step = 1; step <= steps; ++step) {
    const Batch batch = draw_batch(32);
    const Tensor loss = nn::cross_entropy(scores(network, batch.xs), batch.first);
    optimizer.clear_grad();
    loss.backward({.release = true});
    optim::clip_grad_norm(network.parameters(), 1);
    optimizer.step();
    lesson.progress(start.name, step, steps);
    if (step % (steps / 20) == 0) result.steps.push_back(step), result.zs.push_back(mean_z(network));
  }
  result.z_after = mean_z(network), result.right = accuracy(network);
  return result;
}

void story(lessons::Lesson& lesson) {
  lesson.heading("Which of 30 symbols came first? Asked of a GRU that begins with");
  const std::vector<Start> starts{
      {"plain", "b_z = −20: a plain RNN", -20, 20}, {"loose", "b_z = −5", -5, 5}, {"open", "b_z = 3", 3, 3}};
  std::map<std::string, Learned> of;
  std::vector<std::vector<std::string>> rows;
  graphs::Plot plot("The update gate while it learns; begun with", {"training steps"},
                    {"z, its mean", graphs::Scale::log, 1e-10, 1});
  for (const Start& start : starts) {
    const std::string name = start.name;
    const Learned learned = of[name] = learn(lesson, start);
    rows.push_back({start.says, lessons::short_text(learned.z_before), lessons::short_text(learned.z_after),
                    lessons::short_text(learned.right)});
    lesson.quote(name + "_before", learned.z_before), lesson.quote(name + "_after", learned.z_after);
    lesson.quote(name + "_right", learned.right);
    plot.line(start.says, learned.steps, learned.zs);
  }
  lesson.table({"", "z before", "z after", "right answers"}, rows);
  const auto moved = [&](const char* name) { return of[name].z_after / of[name].z_before; };
  lesson.finding("still_stuck", "by what factor z has moved from b_z = −20", moved("plain"));
  lesson.control("still_stuck", "from b_z = −5", moved("loose"));
  lesson.finding("open_learns", "right answers, begun with z open", of["open"].right);
  lesson.control("open_learns", "begun as a plain RNN", of["plain"].right);
  lesson.save(plot, "leave");
}

int main(int argc, char* argv[]) { return lessons::run("09-gates-held-still/leave", argc, argv, story); }
