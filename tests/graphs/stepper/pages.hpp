// The graphs whose pages are tested, in C++ and in a browser.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "graphs/draw.hpp"
#include "nn/bidirectional.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/recurrent.hpp"
#include "nn/rnn_cell.hpp"
#include "tests/graphs/models.hpp"

namespace unroll::graphs::testing {

inline const std::string hostile = "</script><img src=x onerror=alert(1)>\"'\\ & {{script}} \U0001F600 循环 \xff\xfe";

inline Drawing traced(const Tensor& loss, DrawOptions options = {}, Trace::Keep keep = Trace::Keep::arrays) {
  Trace trace(keep);
  loss.backward({.trace = &trace});
  options.trace = &trace;
  return graphs::draw(loss, options);
}

template <class Layer>
Drawing traced_layer(Layer layer, int steps, const std::string& title) {
  const Tensor xs = Tensor(numbers({steps, 2, 4}, 7)).named("x").mark(Role::input);
  return traced(mean(square(layer.forward(xs))).named("L").mark(Role::loss), {.title = title});
}

struct NamedDrawing {
  std::string name;
  Drawing drawing;
};

// One of each kind: op and cell level, folded, with norms alone, untraced, the derivative's graph, without time, and
// with names that try to break out.
inline std::vector<NamedDrawing> drawings() {
  std::vector<NamedDrawing> all;
  all.push_back({"rnn", traced(Rnn(3).loss, {.title = "An RNN over three steps"})});
  all.push_back({"lstm", traced_layer(nn::Recurrent<nn::LSTMCell>(4, 5), 3, "An LSTM over three steps")});
  all.push_back({"both", traced_layer(nn::Bidirectional<nn::RNNCell>(4, 5), 3, "An RNN in both directions")});
  all.push_back({"cell", traced(Rnn(8).loss, {.title = "An RNN, one box a state"})});
  all.push_back({"lstm-cell", traced_layer(nn::Recurrent<nn::LSTMCell>(4, 5), 6, "An LSTM, one box a state")});
  all.push_back({"fold", traced(Rnn(30).loss, {.title = "An RNN over 30 steps"})});
  all.push_back({"norms", traced(Rnn(3).loss, {.title = "Norms alone"}, Trace::Keep::norms)});
  all.push_back({"untraced", graphs::draw(Rnn(3).loss, {.title = "Never traced"})});
  const Rnn rnn(3);
  all.push_back({"derivative", graphs::draw(grad(rnn.loss, std::vector<Tensor>{rnn.W_hh}, {.create_graph = true}),
                                            {.title = "The derivative's graph"})});
  const Tensor x = variable(Array({}, {Real(0.5)})).named("x"), w = variable(Array({}, {Real(-2)})).named("w");
  all.push_back({"numbers", traced(square(tanh(x * w) + w).named("L").mark(Role::loss), {.title = "Single numbers"})});
  Scope scope(hostile);
  const Tensor name = parameter((hostile + std::string(10000, 'a')).c_str(), {2, 2}, 1);
  const Tensor y = tanh(matmul(variable(numbers({2, 2}, 2)).named(hostile), name)).named(hostile);
  all.push_back({"hostile", traced(mean(square(y)).mark(Role::loss).named(hostile), {.title = hostile})});
  return all;
}

}  // namespace unroll::graphs::testing
