// Lesson 13, first program. How much work is a layer? We count the additions, multiplications and functions in the
// graphs that attention and recurrent networks leave, at several lengths T and widths d, and see how the counts grow.
#include <map>

#include "graphs/draw.hpp"
#include "graphs/plot.hpp"
#include "lessons/13-the-price/price.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"

const std::vector<double> widths{8, 32, 128};

double work(Layer layer, double T, double d) {
  return double(graphs::flops(graph_of(layer, Index(T), Index(d))).forward);
}

struct Counted {
  std::vector<double> lengths, rnn, attention;  // for each length
  // By the first three lengths alone.
  Parabola predicted(const std::vector<double>& of) const { return through(lengths, of); }
};

Counted count(lessons::Lesson& lesson, double d) {
  Counted c{{16, 64, 256, 1024}, {}, {}};
  if (lesson.full()) c.lengths.push_back(4096);
  for (double T : c.lengths)
    c.rnn.push_back(work(by_cell<nn::RNNCell>, T, d)), c.attention.push_back(work(by_attention, T, d));
  return c;
}

// ---- The counts ----
void show(lessons::Lesson& lesson, const std::map<double, Counted>& counted) {
  lesson.heading("Operations on numbers in one layer of width d, by the length T");
  std::vector<std::vector<std::string>> rows;
  for (const double d : widths) {
    const Counted& c = counted.at(d);
    for (std::size_t i = 0; i < c.lengths.size(); ++i) {
      const auto grown = [&](const std::vector<double>& price) {
        return i == 0 ? "" : lessons::short_text(exponent(c.lengths[i - 1], price[i - 1], c.lengths[i], price[i]));
      };
      rows.push_back({lessons::short_text(d), lessons::short_text(c.lengths[i]), lessons::short_text(c.rnn[i]),
                      grown(c.rnn), lessons::short_text(c.attention[i]), grown(c.attention),
                      lessons::short_text(c.attention[i] / c.rnn[i])});
      const std::string name = "_d" + lessons::short_text(d) + "_T" + std::to_string(int(c.lengths[i]));
      if (c.lengths[i] <= 1024) {
        lesson.quote("rnn" + name, c.rnn[i]), lesson.quote("attention" + name, c.attention[i]);
        lesson.quote("ratio" + name, c.attention[i] / c.rnn[i]);
        if (i > 0)
          lesson.quote("exponent" + name, exponent(c.lengths[i - 1], c.attention[i - 1], c.lengths[i], c.attention[i]));
      }
    }
  }
  lesson.table({"d", "T", "RNN", "exponent", "attention", "exponent", "attention / RNN"}, rows);
}

// Formulas on paper, against what is counted.
void compare_with_formulas(lessons::Lesson& lesson, const std::map<double, Counted>& counted) {
  double off = 0, without = 0;
  for (const auto& [d, c] : counted)
    for (std::size_t i = 0; i < c.lengths.size(); ++i) {
      const double T = c.lengths[i], square = T * T * (4 * d + 6);
      off = std::max(off, std::abs(c.rnn[i] / (T * (4 * d * d + 3 * d)) - 1));
      off = std::max(off, std::abs(c.attention[i] / (T * (8 * d * d + 4 * d) + square) - 1));
      without = std::max(without, std::abs(c.attention[i] / square - 1));
    }
  lesson.finding("formulas", "the counts less T (4d² + 3d) and T (8d² + 4d) + T² (4d + 6), relative", off);
  lesson.control("formulas", "attention less T² (4d + 6) alone", without);
}

void grade_growth(lessons::Lesson& lesson, const std::map<double, Counted>& counted) {
  const Counted &narrow = counted.at(8), &wide = counted.at(128);
  const auto of = [&](const Counted& c, const std::vector<double>& price, std::size_t i) {
    return exponent(c.lengths[i], price[i], c.lengths[i + 1], price[i + 1]);
  };
  lesson.finding("rnn_grows", "RNN, d = 128: exponent between T = 16 and 64", of(wide, wide.rnn, 0));
  lesson.control("rnn_grows", "attention", of(wide, wide.attention, 0));
  lesson.finding("narrow_grows", "attention, d = 8: exponent between T = 256 and 1024",
                 of(narrow, narrow.attention, 2));
  lesson.control("narrow_grows", "d = 128", of(wide, wide.attention, 2));
  lesson.finding("wide_grows", "attention, d = 128: exponent between T = 16 and 64", of(wide, wide.attention, 0));
  lesson.control("wide_grows", "d = 8", of(narrow, narrow.attention, 0));

  // A price of this form is known for all T once it is known for three.
  const Parabola parabola = wide.predicted(wide.attention);
  const double line = wide.attention[1] + 960 * (wide.attention[1] - wide.attention[0]) / 48;
  lesson.finding("parabola", "a parabola through T = 16, 64, 256, read at 1024, less the count, relative",
                 std::abs(parabola.at(1024) / wide.attention[3] - 1));
  lesson.control("parabola", "a straight line through T = 16, 64", std::abs(line / wide.attention[3] - 1));
  for (const auto& [d, c] : counted) {
    const Parabola attention = c.predicted(c.attention), rnn = c.predicted(c.rnn);
    const std::string name = "_d" + lessons::short_text(d);
    lesson.quote("half" + name, attention.b / attention.c);
    lesson.quote("ratio" + name + "_T4096", attention.at(4096) / rnn.at(4096));
    lesson.quote("exponent" + name + "_T4096", exponent(1024, attention.at(1024), 4096, attention.at(4096)));
    if (lesson.full())
      lesson.say("At T = 4096, d = " + lessons::short_text(d) + ", the parabola is off by " +
                 lessons::short_text(attention.at(4096) - c.attention[4]) + ".");
  }
  const auto half = [](const Parabola& p) { return p.b / p.c; };
  lesson.finding("half", "attention, d = 128: the T where T² makes half of the work, by d",
                 half(wide.predicted(wide.attention)) / 128);
  lesson.control("half", "d = 8", half(narrow.predicted(narrow.attention)) / 8);
}

// ---- Attention beside an RNN and an LSTM ----
void compare_layers(lessons::Lesson& lesson, const std::map<double, Counted>& counted) {
  lesson.heading("Attention beside recurrent networks, d = 128");
  const Counted& c = counted.at(128);
  lesson.finding("ratio_short", "attention / RNN at T = 16", c.attention[0] / c.rnn[0]);
  lesson.control("ratio_short", "at T = 1024", c.attention[3] / c.rnn[3]);
  lesson.finding("ratio_long", "attention / RNN at T = 1024", c.attention[3] / c.rnn[3]);
  lesson.control("ratio_long", "d = 8", counted.at(8).attention[3] / counted.at(8).rnn[3]);
  const auto by_lstm = [&](double T) { return work(by_attention, T, 128) / work(by_cell<nn::LSTMCell>, T, 128); };
  lesson.finding("cheaper", "attention / LSTM at T = 64", by_lstm(64));
  lesson.control("cheaper", "at T = 1024", by_lstm(1024));
  lesson.quote("lstm_256", by_lstm(256));

  // The square's share in a sentence of 30 words, at the width of Vaswani et al. 2017.
  std::vector<double> works;
  for (double T : {10.0, 20.0, 30.0}) works.push_back(work(by_attention, T, 512));
  const double share = through({10, 20, 30}, works).c * 30 * 30 / works.back();
  lesson.quote("sentence", share);
}

// ---- The way back ----
// The gradient pass is a graph, too, and its price is counted in the same way.
double backward_by_forward(const graphs::Snapshot& graph) {
  const graphs::Flops all = graphs::flops(graph);
  return double(all.backward) / double(all.forward);
}
void count_backward(lessons::Lesson& lesson) {
  lesson.heading("The gradient pass, d = 128, T = 256");
  const double attention = backward_by_forward(with_derivatives(by_attention, 256, 128));
  const double rnn = backward_by_forward(with_derivatives(by_cell<nn::RNNCell>, 256, 128));
  const Tensor xs = sequence(256, 128);
  const double frozen = backward_by_forward(with_derivatives(by_cell<nn::RNNCell>(xs), {xs}));
  lesson.finding("backward", "attention: backward / forward", attention);
  lesson.control("backward", "an RNN, by its inputs alone: no gradient of a weight", frozen);
  lesson.finding("backward_rnn", "RNN: backward / forward", rnn);
  lesson.control("backward_rnn", "by its inputs alone", frozen);
}

void plot(lessons::Lesson& lesson, const std::map<double, Counted>& counted) {
  graphs::Plot work("The work of one layer", {"length T", graphs::Scale::log, 4, 10000},
                    {"operations on numbers", graphs::Scale::log});
  graphs::Plot each("The same for each step, in units of d²", {"T / d", graphs::Scale::log, 0.1, 1000},
                    {"operations / (T d²)", graphs::Scale::log, 2, 2000});
  for (const double d : widths) {
    const Parabola attention = counted.at(d).predicted(counted.at(d).attention);
    const Parabola rnn = counted.at(d).predicted(counted.at(d).rnn);
    std::vector<double> lengths, of_attention, of_rnn, by_width, of_step;
    for (double T = 8; T <= 4096; T *= 2) {
      lengths.push_back(T), of_attention.push_back(attention.at(T)), of_rnn.push_back(rnn.at(T));
      by_width.push_back(T / d), of_step.push_back(attention.at(T) / (T * d * d));
    }
    const std::string at = "d = " + lessons::short_text(d);
    if (d != 32) work.line("attention, " + at, lengths, of_attention), work.line("RNN, " + at, lengths, of_rnn);
    each.line("attention, " + at, by_width, of_step);
  }
  each.level("RNN", 4);
  work.above(std::move(each));
  lesson.save(work, "work");
}

// Where in the graph of attention the work is; written out, with one matrix for each of the four products.
void draw(lessons::Lesson& lesson, Index T, const char* name) {
  const Index d = 32;
  const auto weights = [&](const char* letters) {
    return variable(random_numbers().normal({d, d}, 0, Real(0.2))).named(letters).mark(Role::parameter);
  };
  const Tensor x = sequence(T, d), rows = reshape(x, {T, d});
  const Tensor W_q = weights("W_q"), W_k = weights("W_k"), W_v = weights("W_v"), W_o = weights("W_o");
  const Tensor scores = matmul(matmul(rows, W_q), unroll::T(matmul(rows, W_k))) / std::sqrt(Real(d));
  const Tensor y = matmul(matmul(softmax(scores), matmul(rows, W_v)), W_o);
  const graphs::Snapshot graph(y);
  const auto share = [&](const graphs::SnapshotNode& node) -> std::optional<double> {
    if (node.kind != Kind::arithmetic) return {};
    const int number = graph.find(Tensor(const_cast<Node*>(node.node)));
    return double(graphs::flops(graph, number)) / double(graphs::flops(graph).forward);
  };
  lesson.save(graphs::draw(y, {.title = "T = " + std::to_string(T) + ", d = 32: where the work is",
                               .heat = {"share of the work", share, graphs::Scale::linear}}),
              name);
}

void story(lessons::Lesson& lesson) {
  std::map<double, Counted> counted;
  for (double d : widths) counted.emplace(d, count(lesson, d));
  show(lesson, counted);
  compare_with_formulas(lesson, counted);
  grade_growth(lesson, counted);
  compare_layers(lesson, counted);
  count_backward(lesson);
  plot(lesson, counted);
  draw(lesson, 8, "short"), draw(lesson, 512, "long");
}

int main(int argc, char* argv[]) { return lessons::run("13-the-price/work", argc, argv, story); }
