// Lesson 7, second program. Where in the graph is the LSTM's highway, and what does it carry? We ask recorded graphs
// how long the ways back are and what stands on them. Then we let a gradient return along the belt alone, and along all
// ways at once.
#include <cmath>
#include <map>

#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/07-highway/carried.hpp"
#include "lessons/07-highway/roads.hpp"
#include "nn/gru_cell.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

// ---- Which ways lead back from the loss to x_1: the graph is asked ----
struct Ways {
  int shortest, longest;         // in operations
  int matrices, nonlinearities;  // how many the way that meets the fewest of them still meets
};
template <class Cell>
Ways ways_to_first(int T) {
  const Cell cell(symbols, 4);
  const std::vector<Tensor> xs = draw_sequence(T, 1);
  const Tensor loss = sum(nn::unrolled(cell, xs).last().h);
  const graphs::Snapshot graph(loss);
  return {*graph.shortest_path(xs[0], loss), *graph.longest_path(xs[0], loss),
          fewest_on_the_way(graph, xs[0], loss, {"matmul"}),
          fewest_on_the_way(graph, xs[0], loss, {"tanh", "sigmoid"})};
}

void compare_ways(lessons::Lesson& lesson) {
  lesson.heading("The ways back from the loss to x_1");
  const Ways rnn = ways_to_first<nn::RNNCell>(length), lstm = ways_to_first<nn::LSTMCell>(length),
             gru = ways_to_first<nn::GRUCell>(length);
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, w] : {std::pair{"RNN", rnn}, {"LSTM", lstm}, {"GRU", gru}}) {
    std::vector<std::string> row{name};
    for (const auto& [what, count] : {std::pair{"shortest", w.shortest},
                                      {"longest", w.longest},
                                      {"matrices", w.matrices},
                                      {"nonlinearities", w.nonlinearities}}) {
      row.push_back(std::to_string(count));
      lesson.quote(std::string(name) + "_" + what, count);
    }
    rows.push_back(row);
  }
  lesson.table({"T = 50", "shortest", "longest", "fewest matrices", "fewest tanh and σ"}, rows);

  const Ways rnn_before = ways_to_first<nn::RNNCell>(length - 1), lstm_before = ways_to_first<nn::LSTMCell>(length - 1);
  lesson.finding("belt_per_step", "operations that one more step adds to the LSTM's shortest way",
                 lstm.shortest - lstm_before.shortest);
  lesson.control("belt_per_step", "to the plain RNN's", rnn.shortest - rnn_before.shortest);
  lesson.finding("longest_per_step", "to the LSTM's longest way", lstm.longest - lstm_before.longest);
  lesson.control("longest_per_step", "to the plain RNN's", rnn.longest - rnn_before.longest);
  lesson.finding("matrices", "matrices that a way must meet, T = 50, LSTM", lstm.matrices);
  lesson.control("matrices", "plain RNN", rnn.matrices);
  lesson.finding("nonlinearities", "tanh and σ that a way must meet, T = 50, LSTM", lstm.nonlinearities);
  lesson.control("nonlinearities", "plain RNN", rnn.nonlinearities);

  const std::vector<double> lengths{5, 10, 20, 30, 40, 50};
  std::vector<double> chain, belt, longest, matrices;
  for (double T : lengths) {
    chain.push_back(ways_to_first<nn::RNNCell>(int(T)).shortest);
    const Ways ways = ways_to_first<nn::LSTMCell>(int(T));
    belt.push_back(ways.shortest), longest.push_back(ways.longest), matrices.push_back(ways.matrices);
  }
  graphs::Plot plot("The ways from the loss to the first input",
                    {"length T of the sequence", graphs::Scale::linear, 0, 50}, {"operations on the way"});
  plot.line("LSTM, the longest", lengths, longest);
  plot.line("plain RNN, the only one", lengths, chain);
  plot.line("LSTM, the belt", lengths, belt);
  plot.line("LSTM, the belt: matrices on it", lengths, matrices);
  lesson.save(plot, "ways");
}

void count_ways(lessons::Lesson& lesson) {
  lesson.heading("How many ways lead from the 50th state back to the first?");
  const nn::LSTMCell lstm(symbols, 4);
  const nn::RNNCell rnn(symbols, 4);
  const std::vector<Tensor> xs = draw_sequence(length, 1);
  const auto of_lstm = nn::unrolled(lstm, xs).states;
  const auto of_rnn = nn::unrolled(rnn, xs).states;
  const graphs::Snapshot belt(of_lstm.back().c), chain(of_rnn.back().h);
  const auto to = [&](int t) { return ways(belt, of_lstm[0].c, of_lstm[std::size_t(t - 1)].c); };
  lesson.say("From c_50 to c_1: " + lessons::short_text(to(50)) +
             " ways; from c_2 to c_1: " + lessons::short_text(to(2)) + ".");
  lesson.quote("ways_1", to(2)), lesson.quote("ways_49", to(50));
  lesson.finding("ways_growth", "by how much one more step multiplies the ways", to(50) / to(49));
  lesson.control("ways_growth", "in the plain RNN",
                 ways(chain, of_rnn[0].h, of_rnn[49].h) / ways(chain, of_rnn[0].h, of_rnn[48].h));
  lesson.finding("belts", "ways from c_50 to c_1 that meet no matrix",
                 ways(belt, of_lstm[0].c, of_lstm[49].c, {"matmul"}));
  lesson.control("belts", "from h_50 to h_1 in the plain RNN", ways(chain, of_rnn[0].h, of_rnn[49].h, {"matmul"}));
}

// ---- What the belt carries ----
// A cell whose forget gate is f at every step, whatever it reads: all weights that the gate has are 0, and σ(b) = f.
// None of the gates reads h.
void hold(const nn::LSTMCell& cell, double f) {
  Array W = cell.W_xh.value(), b = cell.b.value();
  for (Index unit = cell.hidden(); unit < 2 * cell.hidden(); ++unit) {
    for (Index input = 0; input < symbols; ++input) W.set({input, unit}, 0);
    b.set({unit}, f < 1 ? Real(std::log(f / (1 - f))) : Real(1000));
  }
  cell.W_xh.assign(W), cell.b.assign(b), cell.W_hh.assign(Array::zeros(cell.W_hh.shape()));
}

void hold_the_gate(lessons::Lesson& lesson) {
  lesson.heading("The forget gate held still, T = 50");
  const std::vector<Tensor> xs = draw_sequence(length, batch);
  std::vector<std::vector<std::string>> rows;
  double worst = 0, free = 0;
  for (double f : {0.5, 0.9, 0.99, 1.0}) {
    const nn::LSTMCell cell(symbols, 32), not_held(symbols, 32);
    const Tensor v(random_numbers().normal({batch, 32}));
    hold(cell, f);
    const double carried = carried_back(run(cell, xs, v), v, 1), power = std::pow(f, length - 1);
    worst = std::max(worst, std::abs(carried / power - 1));
    free = std::max(free, std::abs(carried_back(run(not_held, xs, v), v, 1) / power - 1));
    rows.push_back({lessons::short_text(f), lessons::short_text(carried), lessons::short_text(power)});
    lesson.quote("held_" + std::to_string(std::lround(100 * f)), carried);
  }
  lesson.table({"f", "dc_50/dc_1", "f^49"}, rows);
  lesson.finding("belt_is_power", "dc_50/dc_1 less f^49, relative", worst);
  lesson.control("belt_is_power", "with gates that are free", free);
}

// ---- What comes back in all ----
void close_the_side_roads(lessons::Lesson& lesson) {
  lesson.heading("The gates free, but no gradient through them");
  const nn::LSTMCell cell(symbols, 32);
  const std::vector<Tensor> xs = draw_sequence(length, batch);
  const Tensor v(random_numbers().normal({batch, 32}));
  const Pass open = run(cell, xs, v), closed = run(cell, xs, v, SideRoads::closed);
  Tensor product = v;
  for (int t = length; t > 1; --t) product = product * closed.f[std::size_t(t - 1)];
  const auto differs = [&](const Pass& pass) { return double((norm(pass.dc[0] - product) / norm(product)).item()); };
  lesson.finding("belt_is_product", "dL/dc_1 less the product of the forget gates, relative", differs(closed));
  lesson.control("belt_is_product", "with the side roads open", differs(open));
}

void compare_starts(lessons::Lesson& lesson) {
  lesson.heading("What returns from t = 50 to t = 1, of 1");
  std::map<std::string, Returned> of;
  std::vector<std::vector<std::string>> rows;
  for (const Start& start : {Start{"new", "as it is made", {}}, Start{"b3", "b_f = 3", Real(3)},
                             Start{"b5", "b_f = 5", Real(5)}, Start{"grown", "b_f = 3, W_hh times 8", Real(3), 8}}) {
    const Returned r = of[start.name] = returned(start);
    rows.push_back({start.says, lessons::short_text(r.mean_f), lessons::short_text(r.belt[0]),
                    lessons::short_text(r.whole[0]), lessons::short_text(r.first)});
    const std::string name = start.name;
    lesson.quote("f_" + name, r.mean_f), lesson.quote("belt_" + name, r.belt[0]);
    lesson.quote("whole_" + name, r.whole[0]), lesson.quote("first_" + name, r.first);
  }
  const Plain plain = returned_by_plain_rnn();
  rows.push_back(
      {"a plain RNN, as it is made", "", "", lessons::short_text(plain.whole), lessons::short_text(plain.first)});
  lesson.quote("whole_plain", plain.whole), lesson.quote("first_plain", plain.first);
  lesson.table({"LSTM", "mean f", "by the belt alone", "in all", "share of step 1 in dL/dW_xh"}, rows);

  const Returned &fresh = of["new"], &open = of["b5"], &grown = of["grown"];
  lesson.finding("new_belt", "by the belt of a new LSTM", fresh.belt[0]);
  lesson.control("new_belt", "b_f = 5", open.belt[0]);
  lesson.finding("new_whole", "in all, of a new LSTM", fresh.whole[0]);
  lesson.control("new_whole", "b_f = 5", open.whole[0]);
  lesson.finding("belts_part", "the belt alone, by all, of a new LSTM", fresh.belt[0] / fresh.whole[0]);
  lesson.control("belts_part", "after one step back", fresh.belt[length - 2] / fresh.whole[length - 2]);
  lesson.finding("open_belt", "by the belt, b_f = 5", open.belt[0]);
  lesson.control("open_belt", "of a new LSTM", fresh.belt[0]);
  lesson.finding("open_whole", "in all, b_f = 5", open.whole[0]);
  lesson.control("open_whole", "by its belt alone", open.belt[0]);
  lesson.finding("heard", "share of step 1 in dL/dW_xh, b_f = 5", open.first);
  lesson.control("heard", "of a new LSTM", fresh.first);
  lesson.finding("grows", "in all, b_f = 3, W_hh 8 times as large", grown.whole[0]);
  lesson.control("grows", "by its belt alone", grown.belt[0]);

  std::vector<double> times;
  for (int t = 1; t <= length; ++t) times.push_back(t);
  graphs::Plot plot("What returns of an error at t = 50", {"time step t"},
                    {"norm, of 1", graphs::Scale::log, 1e-14, 1e2});
  plot.line("new, all ways", times, fresh.whole);
  plot.line("new, the belt alone", times, fresh.belt);
  plot.line("b_f = 5, all ways", times, open.whole);
  plot.line("b_f = 5, the belt alone", times, open.belt);
  lesson.save(plot, "returns");
}

// A graph and the error that returned through it, drawn; with the gates open at first.
void draw(lessons::Lesson& lesson, Index hidden, int T, graphs::DrawOptions options, const char* name,
          const std::vector<std::string>& also = {}) {
  const nn::LSTMCell cell(symbols, hidden, {.forget_bias = Real(5)});
  const std::vector<Tensor> xs = draw_sequence(T, 1);
  const Tensor target = Tensor(random_numbers().uniform({1, hidden}, -1, 1)).named("y").mark(Role::input);
  const auto states = nn::unrolled(cell, xs).states;
  const Tensor loss = nn::squared_error(states.back().h, target);
  Trace trace(Trace::Keep::arrays);
  loss.backward({.trace = &trace});
  options.trace = &trace;
  if (options.level != graphs::Level::rolled) options.way = {states.front().c, loss};  // as the graph has it
  lesson.save(graphs::draw(loss, options), name, also);
}

void story(lessons::Lesson& lesson) {
  compare_ways(lesson);
  count_ways(lesson);
  hold_the_gate(lesson);
  close_the_side_roads(lesson);
  compare_starts(lesson);
  lesson.heading("Pictures");
  draw(lesson, 4, 3, {.title = "Three steps of an LSTM; the belt runs along the top"}, "steps", {"html"});
  draw(lesson, 32, length,
       {.title = "An LSTM of 32 units, its two loops, and fifty turns", .level = graphs::Level::rolled}, "loop");
}

int main(int argc, char* argv[]) { return lessons::run("07-highway/highway", argc, argv, story); }
