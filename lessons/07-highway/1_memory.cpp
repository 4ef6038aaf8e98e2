// Lesson 7, first program. A cell with one number of memory, whose gates we set by hand: it writes when it is told to,
// keeps what it has among noise, and shows it when asked. What its gates do to the values, they do to the gradient.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "graphs/plot.hpp"
#include "lessons/support/lesson.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;

constexpr int length = 60;  // T
constexpr Index batch = 32;
constexpr int first_write = 5, first_show = 30, second_write = 35, second_show = 55;

// What a step reads, by place in x: a number, which is noise most of the time, and two commands of 0 or 1.
constexpr Index number = 0, to_write = 1, to_show = 2;
// By place in W_xh and b.
constexpr Index i = 0, f = 1, g = 2, o = 3;

// Gates that are open or closed as the commands say, by σ(±B/2). With B = 0 they stand half open, whatever is said.
void set_by_hand(const nn::LSTMCell& cell, Real B) {
  Array W = Array::zeros({3, 4}), b = Array::zeros({4});
  W.set({number, g}, 1);                        // g is the number, squashed
  W.set({to_write, i}, B), b.set({i}, -B / 2);  // i opens for a write,
  W.set({to_write, f}, -B), b.set({f}, B / 2);  // and f closes, so that the old makes room
  W.set({to_show, o}, B), b.set({o}, -B / 2);   // o opens to show
  cell.W_xh.assign(W), cell.W_hh.assign(Array::zeros({1, 4})), cell.b.assign(b);
}

Array draw_inputs() {
  Array xs = Array::zeros({length, batch, 3});
  const Array noise = random_numbers().uniform({length, batch}, -1.5, 1.5);
  for (Index t = 0; t < length; ++t)
    for (Index n = 0; n < batch; ++n) xs.set({t, n, number}, noise.at({t, n}));
  for (Index n = 0; n < batch; ++n) {
    for (int t : {first_write, second_write}) xs.set({t - 1, n, to_write}, 1);
    for (int t : {first_show, second_show}) xs.set({t - 1, n, to_show}, 1);
  }
  xs.set({first_write - 1, 0, number}, Real(1.2));  // of the sequence that is drawn
  xs.set({second_write - 1, 0, number}, Real(-0.8));
  return xs;
}

// The sequences that a memory has read, and what each step had on the belt and showed.
struct Reading {
  Tensor xs;
  std::vector<nn::LSTMCell::State> states;

  Reading(const nn::LSTMCell& cell, const Array& inputs)
      : xs(variable(inputs)), states(nn::unrolled(cell, xs).states) {}
  double c(int t, Index n = 0) const { return states[std::size_t(t - 1)].c.value().at({n, 0}); }
  double h(int t, Index n = 0) const { return states[std::size_t(t - 1)].h.value().at({n, 0}); }
  double written(int t, Index n = 0) const { return std::tanh(xs.value().at({t - 1, n, number})); }

  // The most by which what is shown differs from what was written, over all sequences.
  double worst() const {
    double most = 0;
    for (Index n = 0; n < batch; ++n)
      for (auto [from, to] : {std::pair{first_write, first_show}, {second_write, second_show}})
        most = std::max(most, std::abs(h(to, n) - std::tanh(written(from, n))));
    return most;
  }
  // |∂h_55/∂number_t| of the first sequence, for t = 1 … 55; later numbers have no part in h_55.
  std::vector<double> blame() const {
    const Array dxs =
        grad(slice(states[second_show - 1].h, 0, 0, 1), xs, {.seed = Tensor(Array::ones({1, 1}))}).value();
    std::vector<double> sizes;
    for (Index t = 0; t < second_show; ++t) sizes.push_back(std::abs(dxs.at({t, 0, number})));
    return sizes;
  }
  double share_of_write() const {
    double sum = 0;
    for (double size : blame()) sum += size;
    return blame()[second_write - 1] / sum;
  }
};

// Over time: the commands, the gates, and what is on the belt and shown.
void draw(lessons::Lesson& lesson, const nn::LSTMCell& memory, const Reading& reading, const Reading& half) {
  const std::vector<std::string> names{"number", "write", "show", "i", "f", "g", "o", "c", "h"};
  Array rows = Array::zeros({Index(names.size()), length});
  nn::LSTMCell::State state = memory.start(batch);
  std::vector<double> times;
  for (Index t = 0; t < length; ++t) {
    const auto gates = memory.gates(reading.xs[t], state);
    state = reading.states[std::size_t(t)];
    const auto of_first = [](const Tensor& tensor) { return tensor.value().at({0, 0}); };
    const Array x = reading.xs.value();
    const std::vector<Real> column{x.at({t, 0, number}), x.at({t, 0, to_write}), x.at({t, 0, to_show}),
                                   of_first(gates.i),    of_first(gates.f),      of_first(gates.g),
                                   of_first(gates.o),    of_first(state.c),      of_first(state.h)};
    for (std::size_t row = 0; row < column.size(); ++row) rows.set({Index(row), t}, column[row]);
    if (t < second_show) times.push_back(double(t + 1));
  }
  graphs::Plot plot("Written at 5 and 35, shown at 30 and 55", {"time step t"},
                    {"", graphs::Scale::linear, {}, {}, names});
  plot.heat(rows, {"value", graphs::Scale::linear, -1.5, 1.5}, graphs::Colours::signs);
  graphs::Plot blame("What is shown at 55, differentiated by the number read at t",
                     {"time step t", graphs::Scale::linear, 0.5, 60.5}, {"gradient", graphs::Scale::log, 1e-14, 1});
  blame.line("gates set by hand", times, reading.blame());
  blame.line("gates half open", times, half.blame());
  plot.above(std::move(blame));
  lesson.save(plot, "memory");
}

void story(lessons::Lesson& lesson) {
  lesson.heading("A memory of one number, its gates set by hand");
  const nn::LSTMCell memory(3, 1), half_open(3, 1);
  set_by_hand(memory, 20), set_by_hand(half_open, 0);
  const Array inputs = draw_inputs();
  const Reading reading(memory, inputs), half(half_open, inputs);
  std::vector<std::vector<std::string>> rows;
  for (int t : {4, 5, 6, 29, 30, 31, 35, 55, 56})
    rows.push_back({std::to_string(t), lessons::short_text(reading.c(t)), lessons::short_text(reading.h(t))});
  lesson.table({"t", "c_t, on the belt", "h_t, shown"}, rows);
  lesson.finding("shown", "what is shown less what was written, at most", reading.worst());
  lesson.control("shown", "with the gates half open", half.worst());
  lesson.finding("blame", "share of the write in the gradient of what is shown", reading.share_of_write());
  lesson.control("blame", "with the gates half open", half.share_of_write());
  const std::vector<double> by_hand = reading.blame(), by_half = half.blame();
  lesson.quote("written_5", reading.written(first_write));
  lesson.quote("kept_29", reading.c(first_show - 1));
  lesson.quote("at_write", by_hand[second_write - 1]);
  lesson.quote("before_write", by_hand[second_write - 2]);
  lesson.quote("after_write",
               std::accumulate(by_hand.begin() + second_write, by_hand.end(), 0.0) / (second_show - second_write));
  lesson.quote("half_at_write", by_half[second_write - 1]);
  lesson.quote("half_at_55", by_half[second_show - 1]);
  draw(lesson, memory, reading, half);
}

int main(int argc, char* argv[]) { return lessons::run("07-highway/memory", argc, argv, story); }
