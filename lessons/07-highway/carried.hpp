// What an LSTM carries back along time, with its side roads open or closed.
#pragma once

#include <optional>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
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

// An LSTM to begin with, and what returns in it.
struct Start {
  const char *name, *says;
  std::optional<Real> forget_bias;
  Real grown = 1;  // what W_hh is multiplied by
};
struct Returned {
  double mean_f;
  std::vector<double> belt, whole;  // ‖dL/dc_t‖ of 1, by the belt alone and in all, for t = 1 … T
};
inline Returned returned(const Start& start) {
  const nn::LSTMCell cell(symbols, 32, {.forget_bias = start.forget_bias});
  cell.W_hh.assign((cell.W_hh * start.grown).value());
  const std::vector<Tensor> xs = draw_sequence(length, batch);
  const Tensor v(random_numbers().normal({batch, 32}));
  const Pass open = run(cell, xs, v), closed = run(cell, xs, v, SideRoads::closed);
  Returned result{double(mean(stack(open.f)).item()), {}, {}};
  for (int t = 1; t <= length; ++t) {
    result.belt.push_back(carried_back(closed, v, t));
    result.whole.push_back(carried_back(open, v, t));
  }
  return result;
}
inline double returned_by_plain_rnn() {
  const nn::RNNCell cell(symbols, 32);
  const auto states = nn::unrolled(cell, draw_sequence(length, batch)).states;
  const Tensor v(random_numbers().normal({batch, 32}));
  return double((norm(grad(sum(v * states.back().h), states.front().h)) / norm(v)).item());
}
