// Lesson 13, second program. Work is one price. What must be remembered for the way back is another, and the third is
// how long one has to wait: the longest chain of the graph, whose operations can only be done one after another.
#include <chrono>

#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/13-the-price/price.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"

constexpr Layer rnn = by_cell<nn::RNNCell>;

// ---- Memory ----
double remembered(Layer layer, double T, double d) {
  return double(graphs::numbers_read_back(with_derivatives(layer, Index(T), Index(d))));
}

void compare_memory(lessons::Lesson& lesson) {
  lesson.heading("Numbers that the gradient pass reads, d = 128");
  const std::vector<double> lengths{16, 64, 256};
  std::vector<std::vector<std::string>> rows;
  std::vector<double> of_rnn, one_head, heads;
  for (double T : lengths) {
    of_rnn.push_back(remembered(rnn, T, 128)), one_head.push_back(remembered(by_attention, T, 128));
    heads.push_back(remembered(by_heads, T, 128));
    rows.push_back({lessons::short_text(T), lessons::short_text(of_rnn.back()), lessons::short_text(one_head.back()),
                    lessons::short_text(heads.back())});
    const std::string at = "_T" + std::to_string(int(T));
    lesson.quote("memory_rnn" + at, of_rnn.back()), lesson.quote("memory_heads" + at, heads.back());
    lesson.quote("memory_one" + at, one_head.back());
  }
  lesson.table({"T", "RNN", "attention, 1 head", "8 heads"}, rows);

  const auto formula = [](double T, double h) { return h * T * T + 4 * T * 128; };
  double off = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i)
    off = std::max({off, std::abs(of_rnn[i] - lengths[i] * 128), std::abs(one_head[i] - formula(lengths[i], 1)),
                    std::abs(heads[i] - formula(lengths[i], 8))});
  const graphs::Snapshot graph = graph_of(by_heads, 256, 128);
  lesson.finding("remembered", "T d, and heads T² + 4 T d, less what is read back", off);
  lesson.control("remembered", "less what this engine keeps", double(graphs::numbers_kept(graph)) - formula(256, 8));
  lesson.quote("kept_by_need", double(graphs::numbers_kept(graph)) / heads[2]);

  const Parabola p = through(lengths, heads), one = through(lengths, one_head), q = through(lengths, of_rnn);
  lesson.finding("memory_half", "8 heads: the T where T² makes half of the memory, by d", p.b / p.c / 128);
  lesson.control("memory_half", "one head", one.b / one.c / 128);
  lesson.finding("memory_ratio", "8 heads / RNN at T = 1024", p.at(1024) / q.at(1024));
  lesson.control("memory_ratio", "at T = 16", heads[0] / of_rnn[0]);
  const auto work_at_1024 = [&](Layer layer) {
    std::vector<double> works;
    for (double T : lengths) works.push_back(double(graphs::flops(graph_of(layer, Index(T), 128)).forward));
    return through(lengths, works).at(1024);
  };
  lesson.quote("work_ratio", work_at_1024(by_heads) / work_at_1024(rnn));

  graphs::Plot plot("Numbers to be remembered for the way back, d = 128", {"length T", graphs::Scale::log, 10, 10000},
                    {"numbers", graphs::Scale::log});
  std::vector<double> Ts, many, single, chain;
  for (double T = 16; T <= 4096; T *= 2)
    Ts.push_back(T), many.push_back(p.at(T)), single.push_back(one.at(T)), chain.push_back(q.at(T));
  plot.line("attention, 8 heads", Ts, many);
  plot.line("attention, 1 head", Ts, single);
  plot.line("RNN", Ts, chain);
  lesson.save(plot, "memory");
}

// ---- Depth ----
void compare_depth(lessons::Lesson& lesson) {
  lesson.heading("The longest chain, d = 32");
  const auto depth = [](Layer layer, Index T) { return double(graph_of(layer, T, 32).depth()); };
  const auto fine = [](Layer layer, Index T) { return double(levels(graph_of(layer, T, 32))); };
  std::vector<double> lengths, ops_rnn, ops_attention, levels_rnn, levels_attention;
  std::vector<std::vector<std::string>> rows;
  for (Index T = 4; T <= 1024; T *= 2) {
    lengths.push_back(double(T));
    ops_rnn.push_back(depth(rnn, T)), ops_attention.push_back(depth(by_attention, T));
    levels_rnn.push_back(fine(rnn, T)), levels_attention.push_back(fine(by_attention, T));
    rows.push_back({std::to_string(T), lessons::short_text(ops_rnn.back()), lessons::short_text(ops_attention.back()),
                    lessons::short_text(levels_rnn.back()), lessons::short_text(levels_attention.back())});
    const std::string at = "_T" + std::to_string(T);
    lesson.quote("depth_rnn" + at, ops_rnn.back()), lesson.quote("depth_attention" + at, ops_attention.back());
    lesson.quote("levels_rnn" + at, levels_rnn.back());
    lesson.quote("levels_attention" + at, levels_attention.back());
  }
  lesson.table({"T", "RNN", "attention", "RNN, in levels", "attention, in levels"}, rows);

  const double more = depth(rnn, 65) - depth(rnn, 64), none = depth(by_attention, 65) - depth(by_attention, 64);
  lesson.finding("chain", "operations that one more step adds to the longest chain, RNN", more);
  lesson.control("chain", "attention", none);
  lesson.finding("flat", "operations on the longest chain of attention, T = 1024", ops_attention.back());
  lesson.control("flat", "RNN", ops_rnn.back());
  lesson.finding("tree", "levels that twice the length adds, attention, 512 to 1024",
                 levels_attention.back() - levels_attention[lengths.size() - 2]);
  lesson.control("tree", "RNN", levels_rnn.back() - levels_rnn[lengths.size() - 2]);
  const auto there_and_back = [](Layer layer) { return double(with_derivatives(layer, 64, 32).depth()); };
  lesson.finding("there_and_back", "the chain there and back of attention, T = 64", there_and_back(by_attention));
  lesson.control("there_and_back", "RNN", there_and_back(rnn));

  graphs::Plot plot("The longest chain, d = 32", {"length T", graphs::Scale::log, 3, 3000},
                    {"one after another", graphs::Scale::log, 4, 20000});
  plot.line("RNN, levels", lengths, levels_rnn);
  plot.line("RNN, operations", lengths, ops_rnn);
  plot.line("attention, levels", lengths, levels_attention);
  plot.line("attention, operations", lengths, ops_attention);
  lesson.save(plot, "depth");
}

// ---- Time, as it happened to be here: an observation, without a band ----
double seconds(Layer layer, Index T, Index d) {
  const NoGrad nothing_recorded;
  const Tensor xs = sequence(T, d);
  double least = 1e9;
  for (int run = 0; run < 3; ++run) {
    const auto start = std::chrono::steady_clock::now();
    layer(xs);
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return least;
}
void look_at_the_clock(lessons::Lesson& lesson) {
  lesson.heading("And by the clock, on this machine");
  std::vector<std::vector<std::string>> rows;
  for (const auto& [T, d] : {std::pair<Index, Index>{64, 8}, {1024, 8}, {64, 128}, {1024, 128}}) {
    const auto work = [T = T, d = d](Layer layer) { return double(graphs::flops(graph_of(layer, T, d)).forward); };
    const double by_work = work(by_attention) / work(rnn), by_clock = seconds(by_attention, T, d) / seconds(rnn, T, d);
    rows.push_back({std::to_string(T), std::to_string(d), lessons::short_text(by_work), lessons::short_text(by_clock)});
    const std::string at = "_T" + std::to_string(T) + "_d" + std::to_string(d);
    lesson.quote("clock" + at, by_clock), lesson.quote("clockwork" + at, by_work);
  }
  lesson.table({"T", "d", "attention / RNN, work", "attention / RNN, time"}, rows);
}

// ---- Pictures: six steps by either, with the way from x to the loss ----
void draw(lessons::Lesson& lesson) {
  const Index T = 6, d = 4;
  const auto target = [](const Shape& shape) {
    return Tensor(random_numbers().normal(shape)).named("y").mark(Role::input);
  };
  nn::RNNCell cell(d, d);
  std::vector<Tensor> xs;
  for (Index t = 1; t <= T; ++t)
    xs.push_back(variable(random_numbers().normal({1, d})).named("x_" + std::to_string(t)).mark(Role::input));
  const auto states = nn::unrolled(cell, xs).states;
  const Tensor chain = nn::squared_error(states.back().h, target({1, d}));
  lesson.save(graphs::draw(chain, {.title = "An RNN over six steps: three operations more for each",
                                   .level = graphs::Level::op,
                                   .wrap = 3,
                                   .way = {xs[0], chain}}),
              "chain");
  const Tensor x = sequence(T, d);
  const nn::MultiheadAttention attention(d, 1);
  const Tensor flat = nn::squared_error(attention(x).output, target({T, 1, d}));
  lesson.save(
      graphs::draw(flat, {.title = "Attention over six steps: the same for any number of them", .way = {x, flat}}),
      "flat");
}

void story(lessons::Lesson& lesson) {
  compare_memory(lesson);
  compare_depth(lesson);
  look_at_the_clock(lesson);
  draw(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("13-the-price/memory_and_depth", argc, argv, story); }
