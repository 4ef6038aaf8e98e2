// One cell for all steps: its loops, the formula derived from its ops, and the gradient at every turn.
#include "graphs/rolled.hpp"
#include "autograd/error.hpp"
#include "geometry.hpp"
#include "graphs/text.hpp"
#include "nn/bidirectional.hpp"
#include "nn/gru_cell.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/recurrent.hpp"
#include "nn/rnn_cell.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(rolled)

namespace {

int count(const View& view, Look look) {
  int found = 0;
  for (const Item& i : view.items()) found += i.look == look;
  return found;
}

std::string message(const std::vector<Tensor>& roots, ViewOptions options = {}) {
  options.level = Level::rolled;
  try {
    View(Snapshot(roots), options);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

template <class Layer>
Tensor layer_loss(int steps, Index layers) {
  Layer layer(3, 4, {.layers = layers});
  const Tensor xs = Tensor(numbers({steps, 2, 3}, 1)).named("x").mark(Role::input);
  return mean(square(layer.forward(xs))).mark(Role::loss);
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_cell_one_loop) {
  const Rnn rnn(30);
  Trace trace(Trace::Keep::arrays);
  rnn.loss.backward({.trace = &trace});
  const Picture p({rnn.loss}, &trace, Level::rolled);
  check_geometry(p);
  BOOST_TEST(count(p.view, Look::cell) == 1);
  BOOST_TEST(count(p.view, Look::delay) == 1);
  BOOST_TEST(p.layout.panels.empty());
  std::set<std::string> labels;
  for (const Item& i : p.view.items()) labels.insert(i.label);
  for (const char* label : {"h_t", "h_t−1", "x_t", "W_xh", "W_hh", "b", "L"})
    BOOST_TEST(labels.count(label) == 1u, label << " is missing");
  for (const Item& i : p.view.items())
    if (i.look == Look::cell) BOOST_TEST(i.note == "tanh(x_t W_xh + h_t−1 W_hh + b)");
  // A loop: from the cell through the delay and back.
  int out = 0, in = 0;
  for (const Link& l : p.view.links()) {
    out += p.view.items()[static_cast<std::size_t>(l.to)].look == Look::delay;
    in += p.view.items()[static_cast<std::size_t>(l.from)].look == Look::delay;
  }
  BOOST_TEST(out == 1);
  BOOST_TEST(in == 1);

  BOOST_REQUIRE(p.view.turns().size() == 1u);
  BOOST_REQUIRE(p.view.turns()[0].norms.size() == 30u);
  for (std::size_t t = 1; t <= 30; ++t)
    BOOST_TEST(p.view.turns()[0].norms[t - 1].value() == static_cast<double>(*trace.norm(rnn.states[t - 1].node())));
}

// Lanes may lie within each other, and a time step may be called otherwise than t.
BOOST_AUTO_TEST_CASE(a_lane_within_another_has_its_own_cell) {
  const Tensor W = parameter("W", {3, 3}, 1), V = parameter("V", {3, 3}, 2);
  Tensor h = Tensor(numbers({2, 3}, 3)).named("h_0").mark(Role::state, "h");
  Tensor g = Tensor(numbers({2, 3}, 4)).named("g_0").mark(Role::state, "g");
  for (int i = 1; i <= 3; ++i) {
    Scope net("net");
    {
      Scope step("round", i);
      h = tanh(matmul(h, W)).mark(Role::state, "h");
    }
    Scope upper("upper"), step("round", i);
    g = sin(matmul(g, V) + h).mark(Role::state, "g");
  }
  const View view(Snapshot(sum(g).mark(Role::loss)), {.level = Level::rolled});
  std::map<std::string, std::string> formulas;
  for (const Item& i : view.items())
    if (i.look == Look::cell) formulas[i.label] = i.note;
  BOOST_TEST(formulas.size() == 2u);
  BOOST_TEST(formulas["h_t"] == "tanh(h_t−1 W)");
  BOOST_TEST(formulas["g_t"] == "sin(g_t−1 V + x_t)");
  BOOST_TEST(view.turns().size() == 2u);
}

// The squares say what the trace says, and no more than 60 of them.
BOOST_AUTO_TEST_CASE(squares_for_every_turn) {
  for (int steps : {1, 2, 7, 60, 61, 150}) {
    const Rnn rnn(steps);
    Trace trace(Trace::Keep::arrays);
    rnn.loss.backward({.trace = &trace});
    const std::string dot = graphs::draw(rnn.loss, {.trace = &trace, .level = Level::rolled}).dot();
    int squares = 0;
    for (std::size_t at = dot.find("class=\"turn\""); at != std::string::npos; at = dot.find("class=\"turn\"", at + 1))
      ++squares;
    const int in_one = (steps + 59) / 60;
    BOOST_TEST(squares == (steps + in_one - 1) / in_one);
    BOOST_TEST((dot.find("a square is the largest of") != std::string::npos) == (steps > 60));
    double largest = 0;
    for (int t = std::max(1, steps - (steps - 1) % in_one); t <= steps; ++t)
      largest = std::max(largest, static_cast<double>(*trace.norm(rnn.states[static_cast<std::size_t>(t - 1)].node())));
    BOOST_TEST(dot.find(fmt::format("{}: {}\"", steps, short_number(largest))) != std::string::npos);
  }
  const std::string dot = graphs::draw(Rnn(5).loss, {.level = Level::rolled}).dot();
  BOOST_TEST(dot.find("class=\"turn\"") == std::string::npos);
  BOOST_TEST(dot.find("no backward pass was traced") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_field_and_every_lane_has_its_loop) {
  struct Row {
    Tensor loss;
    int cells, loops;
  };
  for (const Row& row : {Row{Lstm(6).loss, 1, 2}, Row{layer_loss<nn::Recurrent<nn::GRUCell>>(6, 2), 2, 2},
                         Row{layer_loss<nn::Recurrent<nn::LSTMCell>>(6, 2), 2, 4},
                         Row{layer_loss<nn::Bidirectional<nn::RNNCell>>(6, 1), 2, 2},
                         Row{layer_loss<nn::Bidirectional<nn::LSTMCell>>(6, 2), 4, 8}}) {
    Trace trace;
    row.loss.backward({.trace = &trace});
    const Picture p({row.loss}, &trace, Level::rolled);
    const auto& boxes = p.layout.items;
    for (std::size_t i = 0; i < boxes.size(); ++i)
      for (std::size_t j = i + 1; j < boxes.size(); ++j)
        BOOST_TEST(!overlap(boxes[i], boxes[j]), p.view.items()[i].label << " overlaps " << p.view.items()[j].label);
    BOOST_TEST(count(p.view, Look::cell) == row.cells);
    BOOST_TEST(count(p.view, Look::delay) == row.loops);
    BOOST_TEST(p.view.turns().size() == static_cast<std::size_t>(row.loops));
  }
}

// Computed from the graph: other cells say other things.
BOOST_AUTO_TEST_CASE(formulas) {
  const auto formula = [](const auto& step) {
    const Tensor W = parameter("cell.W", {3, 3}, 1), U = parameter("cell.U", {3, 3}, 2),
                 b = parameter("cell.b", {3}, 3);
    const Tensor x = Tensor(numbers({1, 3}, 4)).named("x").mark(Role::input);
    Tensor h = Tensor(numbers({1, 3}, 5)).named("h_0").mark(Role::state, "h");
    for (int t = 1; t <= 3; ++t) {
      Scope scope("t", t);
      h = step(x, h, W, U, b).mark(Role::state, "h");
    }
    const View view(Snapshot(sum(h)), {.level = Level::rolled});
    for (const Item& i : view.items())
      if (i.look == Look::cell) return i.note;
    return std::string();
  };
  using T = const Tensor&;
  BOOST_TEST(formula([](T x, T h, T W, T U, T b) { return (matmul(x, W) + b) * matmul(h, U); }) ==
             "(x_t W + b) ⊙ h_t−1 U");
  BOOST_TEST(formula([](T x, T h, T W, T, T) { return sigmoid(matmul(h - x, W)); }) == "σ((h_t−1 − x_t) W)");
  // A value that is read twice takes more than one line: then ops are counted.
  BOOST_TEST(formula([](T x, T h, T W, T U, T b) {
               const Tensor z = sigmoid(matmul(x, W) + matmul(h, U) + b);
               return z * h + z * z * tanh(matmul(x, U));
             }).starts_with("3 "));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_rolled) {
  const Rnn rnn(5);
  const auto has = [](const std::string& text, const char* words) { return text.find(words) != std::string::npos; };
  BOOST_TEST(has(message({tanh(rnn.W_xh)}), "no time steps"));
  BOOST_TEST(has(message(grad(rnn.loss, std::vector<Tensor>{rnn.W_hh}, {.create_graph = true})), "derivative's graph"));
  BOOST_TEST(has(message({rnn.loss}, {.wrap = 2}), "no steps to wrap"));
  BOOST_TEST(has(message({rnn.loss}, {.fold = {1, 1}}), "no middle to fold"));
  BOOST_TEST(has(message({rnn.loss}, {.focus = {rnn.loss, 1}}), "leave it out"));
  BOOST_TEST(has(message({rnn.loss}, {.plumbing = true}), "leave it out"));
  Tensor h = Tensor(numbers({1, 3}, 5)).named("h_0").mark(Role::state, "h");
  const Tensor W = parameter("W", {3, 3}, 1);
  for (int t = 1; t <= 6; ++t) {
    Scope scope("t", t);
    h = tanh(matmul(h, W));
    if (t == 4) h = sin(h);
    h.mark(Role::state, "h");
  }
  BOOST_TEST(has(message({sum(h)}), "1 sin in step 4, but 0 in step 2"));
  Tensor y = parameter("y", {2}, 1);
  {
    Scope scope("t", 1);
    y = tanh(y);
  }
  BOOST_TEST(has(message({sum(y)}), "mark(Role::state, \"h\")"));
}

BOOST_AUTO_TEST_SUITE_END()
