// The graphs whose pages are tested, in C++ and in a browser.
#pragma once

#include <memory>
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

// A picture, and the pass that it shows; none if it was not traced.
struct Page {
  std::string name;
  Drawing drawing;
  std::shared_ptr<const Trace> trace = nullptr;
};

inline Page traced(const std::string& name, const Tensor& loss, DrawOptions options = {},
                   Trace::Keep keep = Trace::Keep::arrays) {
  const auto trace = std::make_shared<Trace>(keep);
  loss.backward({.trace = trace.get()});
  options.trace = trace.get();
  return {name, graphs::draw(loss, options), trace};
}

template <class Layer>
Page traced_layer(const std::string& name, Layer layer, int steps, const std::string& title) {
  const Tensor xs = Tensor(numbers({steps, 2, 4}, 7)).named("x").mark(Role::input);
  return traced(name, mean(square(layer.forward(xs))).named("L").mark(Role::loss), {.title = title});
}

// One of each kind: op and cell level, folded, with norms alone, untraced, the derivative's graph, without time, and
// with names that try to break out.
inline std::vector<Page> pages() {
  std::vector<Page> all;
  all.push_back(traced("rnn", Rnn(3).loss, {.title = "An RNN over three steps"}));
  all.push_back(traced_layer("lstm", nn::Recurrent<nn::LSTMCell>(4, 5), 3, "An LSTM over three steps"));
  all.push_back(traced_layer("both", nn::Bidirectional<nn::RNNCell>(4, 5), 3, "An RNN in both directions"));
  all.push_back(traced("cell", Rnn(8).loss, {.title = "An RNN, one box a state"}));
  all.push_back(traced_layer("lstm-cell", nn::Recurrent<nn::LSTMCell>(4, 5), 6, "An LSTM, one box a state"));
  all.push_back(traced("fold", Rnn(30).loss, {.title = "An RNN over 30 steps"}));
  all.push_back(traced("wrapped", Rnn(6).loss, {.title = "Three steps a row", .level = Level::op, .wrap = 3}));
  all.push_back(traced("norms", Rnn(3).loss, {.title = "Norms alone"}, Trace::Keep::norms));
  all.push_back({"untraced", graphs::draw(Rnn(3).loss, {.title = "Never traced"})});
  const Rnn rnn(3);
  all.push_back({"derivative", graphs::draw(grad(rnn.loss, std::vector<Tensor>{rnn.W_hh}, {.create_graph = true}),
                                            {.title = "The derivative's graph"})});
  const Tensor x = variable(Array::scalar(Real(0.5))).named("x"), w = variable(Array::scalar(-2)).named("w");
  all.push_back(traced("numbers", square(tanh(x * w) + w).named("L").mark(Role::loss), {.title = "Single numbers"}));
  Scope scope(hostile);
  const Tensor name = parameter((hostile + std::string(10000, 'a')).c_str(), {2, 2}, 1);
  const Tensor y = tanh(matmul(variable(numbers({2, 2}, 2)).named(hostile), name)).named(hostile);
  all.push_back(traced("hostile", mean(square(y)).mark(Role::loss).named(hostile), {.title = hostile}));
  return all;
}

// One cell for all steps: its operations are computed, and its gradients come back, many times.
inline Page rolled_page() { return traced("rolled", Rnn(6).loss, {.title = "An RNN, rolled", .level = Level::rolled}); }

}  // namespace unroll::graphs::testing
