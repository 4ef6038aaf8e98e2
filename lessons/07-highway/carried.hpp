// What an LSTM carries back along time, with its side roads open or closed.
#pragma once

#include <optional>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "graphs/snapshot.hpp"
#include "lessons/support/lesson.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;

constexpr Index symbols = 8, batch = 32;
constexpr int length = 50;  // T, where nothing else is said

// Random symbols x_1 … x_T, each a variable, so that one can ask for the way from the first.
inline std::vector<Tensor> draw_sequence(int T, Index size) {
  std::vector<Tensor> xs;
  for (int t = 1; t <= T; ++t) {
    const Indices ids = random_numbers().below({size}, symbols);
    xs.push_back(variable(embedding(Tensor(Array::eye(symbols)), ids).value()));
    xs.back().mark(Role::input).named("x_" + std::to_string(t));
  }
  return xs;
}

// With the side roads closed the gates read the numbers in h_{t−1} as ever, but no gradient returns through them.
enum class SideRoads { open, closed };

struct Pass {
  std::vector<Tensor> f;   // the forget gates of t = 1 … T
  std::vector<Tensor> dc;  // dL/dc_t, for L = Σ v c_T
};
inline Pass run(const nn::LSTMCell& cell, const std::vector<Tensor>& xs, const Tensor& v,
                SideRoads roads = SideRoads::open) {
  Pass pass;
  std::vector<Tensor> cs;
  nn::LSTMCell::State state = cell.start(xs[0].dim(0));
  for (const Tensor& x : xs) {
    if (roads == SideRoads::closed) state.h = state.h.detach();
    pass.f.push_back(cell.gates(x, state).f);
    state = cell.step(x, state);
    cs.push_back(state.c);
  }
  pass.dc = grad(sum(v * state.c), cs);
  return pass;
}

// ‖dL/dc_t‖ of 1, which is what it is at t = T.
inline double carried_back(const Pass& pass, const Tensor& v, int t) {
  return double((norm(pass.dc[std::size_t(t - 1)]) / norm(v)).item());
}

// How much of dL/dW, for L = Σ v s and a state s = s_T, is the first step's: the norm of its share by that of the
// whole.
inline double share_of_first(const Tensor& v, const Tensor& s, const Tensor& W) {
  Trace trace;
  const Tensor loss = sum(v * s);
  loss.backward({.trace = &trace});
  const graphs::Snapshot graph(loss, &trace);
  double share = 0;
  for (const auto& edge : graph.edges())
    if (edge.from == graph.find(W) && graph.nodes()[std::size_t(edge.to)].step == 1) share = edge.flow.value_or(0);
  return share / double(*trace.norm(W.node()));
}

// An LSTM to begin with, and what returns in it.
struct Start {
  const char *name, *says;
  std::optional<Real> forget_bias;
  Real grown = 1;  // what W_hh is multiplied by
};
struct Returned {
  double mean_f;
  std::vector<double> belt, whole;  // ‖dL/dc_t‖ of 1, by the belt alone and in all, for t = 1 … T
  double first;                     // the share of step 1 in dL/dW_xh
};
inline Returned returned(const Start& start) {
  const nn::LSTMCell cell(symbols, 32, {.forget_bias = start.forget_bias});
  cell.W_hh.assign((cell.W_hh * start.grown).value());
  const std::vector<Tensor> xs = draw_sequence(length, batch);
  const Tensor v(random_numbers().normal({batch, 32}));
  const Pass open = run(cell, xs, v), closed = run(cell, xs, v, SideRoads::closed);
  Returned result{
      double(mean(stack(open.f)).item()), {}, {}, share_of_first(v, nn::unrolled(cell, xs).last().c, cell.W_xh)};
  for (int t = 1; t <= length; ++t) {
    result.belt.push_back(carried_back(closed, v, t));
    result.whole.push_back(carried_back(open, v, t));
  }
  return result;
}
// The same of a plain RNN, whose only state is h.
struct Plain {
  double whole, first;
};
inline Plain returned_by_plain_rnn() {
  const nn::RNNCell cell(symbols, 32);
  const auto states = nn::unrolled(cell, draw_sequence(length, batch)).states;
  const Tensor v(random_numbers().normal({batch, 32}));
  return {double((norm(grad(sum(v * states.back().h), states.front().h)) / norm(v)).item()),
          share_of_first(v, states.back().h, cell.W_xh)};
}
