// Lesson 12, first program. How long is the way from the first position to the answer, and what comes back along it? A
// chain, a chain from the other end, a tree and attention read the same sequence; we ask their graphs, and then send a
// gradient through them.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/support/lesson.hpp"
#include "lessons/support/measure.hpp"
#include "nn/attention.hpp"
#include "nn/init.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;

constexpr Index width = 16;
const std::vector<double> lengths{8, 16, 32, 64, 128};
using Sequence = std::vector<Tensor>;

// x_1 … x_T, each a variable of its own, so that one can ask for the way from the first.
Sequence draw_sequence(int T) {
  Sequence xs;
  for (int t = 1; t <= T; ++t) xs.push_back(variable(random_numbers().normal({1, width})));
  return xs;
}

// ---- Four readers: what each answers when it has seen all of xs, (1, width) ----
Tensor chain(const Sequence& xs, nn::Direction direction) {
  const nn::RNNCell cell(width, width);
  cell.W_hh.assign(nn::init::orthogonal(width, width, Real(0.9)));  // the whisper of lesson 4
  return nn::unrolled(cell, xs, {.direction = direction}).last().h;
}

// Two and two become one, until a single one is left.
Tensor tree(Sequence xs) {
  const Tensor U = variable(nn::init::orthogonal(width, width)), W = variable(nn::init::orthogonal(width, width));
  for (; xs.size() > 1; xs.resize(xs.size() / 2))
    for (std::size_t i = 0; i < xs.size() / 2; ++i) xs[i] = tanh(matmul(xs[2 * i], U) + matmul(xs[2 * i + 1], W));
  return xs[0];
}

// The last position asks all of them. `deaf` scores are computed from the same numbers, but no gradient returns there.
struct Asked {
  Tensor y, weights, W_v;
};
Asked ask(const Sequence& xs, bool deaf = false, Real sharpness = 1) {
  const auto draw = [](Real scale = 1) {
    return variable(random_numbers().normal({width, width}, 0, scale / std::sqrt(Real(width))));
  };
  const Tensor W_q = draw(sharpness), W_k = draw(), W_v = draw(), X = concat(xs, 0), read = deaf ? X.detach() : X;
  const Tensor q = matmul(slice(read, 0, -1, X.dim(0)), W_q);
  const auto [y, weights] = nn::attention(q, matmul(read, W_k), matmul(X, W_v));
  return {y, weights, W_v};
}

struct Reader {
  std::string name, says;
  std::function<Tensor(const Sequence&)> answer;
};
const std::vector<Reader> readers{
    {"chain", "RNN", [](const Sequence& xs) { return chain(xs, nn::Direction::past); }},
    {"back", "RNN, from T to 1", [](const Sequence& xs) { return chain(xs, nn::Direction::future); }},
    {"tree", "tree", tree},
    {"attention", "attention", [](const Sequence& xs) { return ask(xs).y; }}};

// ---- How long is the way? ----
void measure_ways(lessons::Lesson& lesson) {
  lesson.heading("The shortest way from x_1 to the answer, in operations");
  graphs::Plot plot("The shortest way from the first position to the answer", {"length T", graphs::Scale::log},
                    {"operations on the way", graphs::Scale::log, 1, 1000});
  std::map<std::string, std::vector<double>> ways;
  std::vector<std::vector<std::string>> rows;
  for (const Reader& reader : readers) {
    std::vector<std::string> row{reader.says};
    for (double T : lengths) {
      const Sequence xs = draw_sequence(int(T));
      const Tensor y = reader.answer(xs);
      ways[reader.name].push_back(*graphs::Snapshot(y).shortest_path(xs[0], y));
      row.push_back(lessons::short_text(ways[reader.name].back()));
      lesson.quote(reader.name + "_way_" + lessons::short_text(T), ways[reader.name].back());
    }
    rows.push_back(row);
    plot.line(reader.says, lengths, ways[reader.name]);
  }
  lesson.table({"T =", "8", "16", "32", "64", "128"}, rows);
  lesson.save(plot, "ways");

  const auto doubling = [&](const std::string& name) { return ways[name][4] - ways[name][3]; };
  lesson.finding("way", "operations from x_1 to the answer through attention, T = 128", ways["attention"][4]);
  lesson.control("way", "through the RNN", ways["chain"][4]);
  lesson.finding("doubling", "what doubling T adds to attention's way", doubling("attention"));
  lesson.control("doubling", "to the RNN's", doubling("chain"));
  lesson.control("doubling", "to the tree's", doubling("tree"));
  const Sequence xs = draw_sequence(128);
  const Tensor y = ask(xs).y;
  lesson.quote("attention_longest", *graphs::Snapshot(y).longest_path(xs[0], y));
}

// ---- And what comes back along it? ----
// ‖dL/dx_1‖ by ‖v‖, for L = Σ v y and a random v: the median of many draws of everything.
double returned(const Reader& reader, int T) {
  std::vector<double> norms;
  for (int draw = 0; draw < 25; ++draw) {
    const Sequence xs = draw_sequence(T);
    const Tensor y = reader.answer(xs), v(random_numbers().normal({1, width}));
    norms.push_back(double((norm(grad(sum(v * y), xs[0])) / norm(v)).item()));
  }
  std::nth_element(norms.begin(), norms.begin() + 12, norms.end());
  return norms[12];
}

void measure_gradients(lessons::Lesson& lesson) {
  lesson.heading("What returns to x_1, of a gradient of 1");
  graphs::Plot plot("What returns to the first position", {"length T", graphs::Scale::log},
                    {"norm, of 1", graphs::Scale::log, 1e-9, 10});
  std::map<std::string, std::vector<double>> norms;
  std::vector<std::vector<std::string>> rows;
  for (const Reader& reader : readers) {
    std::vector<std::string> row{reader.says};
    for (double T : lengths) {
      norms[reader.name].push_back(returned(reader, int(T)));
      row.push_back(lessons::short_text(norms[reader.name].back()));
      lesson.quote(reader.name + "_returns_" + lessons::short_text(T), norms[reader.name].back());
    }
    rows.push_back(row);
    plot.line(reader.says, lengths, norms[reader.name]);
  }
  lesson.table({"T =", "8", "16", "32", "64", "128"}, rows);
  std::vector<double> share;
  for (double T : lengths) share.push_back(1 / T);
  plot.guide("1/T", lengths, share);
  lesson.save(plot, "returns");

  const auto slope = [&](const std::string& name) { return lessons::log_slope(lengths, norms[name], 128, 8); };
  lesson.finding("slope", "what returns through attention goes like T to this power", slope("attention"));
  lesson.control("slope", "through the RNN", slope("chain"));
  lesson.control("slope", "through the RNN from T to 1", slope("back"));
}

// Through the values alone it is exactly the weight that comes back. So where a softmax has made up its mind too soon,
// next to nothing does.
void explain_gradient(lessons::Lesson& lesson) {
  lesson.heading("Why 1/T");
  const auto off = [](bool deaf) {
    const Sequence xs = draw_sequence(128);
    const Asked asked = ask(xs, deaf);
    const Tensor v(random_numbers().normal({1, width}));
    double most = 0;
    for (Index t : {0, 63, 127}) {
      const Tensor dx = grad(sum(v * asked.y), xs[std::size_t(t)]), alpha = slice(asked.weights, 1, t, t + 1);
      const Tensor wanted = alpha * matmul(v, T(asked.W_v));
      most = std::max(most, double((norm(dx - wanted) / norm(wanted)).item()));
    }
    return most;
  };
  lesson.finding("is_weight", "dL/dx_t through the values less α_t dy W_vᵀ, relative", off(true));
  lesson.control("is_weight", "through queries and keys as well", off(false));
  const Reader decided{"decided", "", [](const Sequence& xs) { return ask(xs, false, 20).y; }};
  lesson.finding("decided", "what returns to x_1, scores 20 times as large, T = 16", returned(decided, 16));
  lesson.control("decided", "scores as they are", returned(readers.back(), 16));
}

// All positions ask, five of them, with one head.
void draw(lessons::Lesson& lesson) {
  const Index features = 3;
  const auto draw_input = [&](Index positions, const char* name) {
    return variable(random_numbers().normal({positions, features})).mark(Role::input).named(name);
  };
  const Tensor first = draw_input(1, "x_1"), others = draw_input(4, "x_2…5"), X = concat({first, others}, 0);
  const auto project = [&](const char* name) {
    return matmul(X, variable(random_numbers().normal({features, features})).mark(Role::parameter).named(name));
  };
  const Tensor q = project("W_q").called("q"), k = project("W_k").called("k"), v = project("W_v").called("v");
  const Tensor y = nn::attention(q, k, v).output;
  const Tensor wanted = Tensor(random_numbers().normal({5, features})).named("y").mark(Role::input);
  const Tensor loss = nn::squared_error(y, wanted);
  Trace trace;
  loss.backward({.trace = &trace});
  lesson.save(graphs::draw(loss, {.title = "Attention: five positions, one head, every operation",
                                  .subtitle = "the violet line is the shortest way from x_1 to the answer",
                                  .trace = &trace,
                                  .way = {first, y}}),
              "attention", {"html"});
}

void story(lessons::Lesson& lesson) {
  measure_ways(lesson);
  measure_gradients(lesson);
  explain_gradient(lesson);
  draw(lesson);
}

int main(int argc, char* argv[]) { return lessons::run("12-a-glimpse-of-attention/way", argc, argv, story); }
