// Cells whose gates are held still, and the plain RNN that they are compared with.
#pragma once

#include <algorithm>
#include <cmath>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "lessons/support/lesson.hpp"
#include "nn/gru_cell.hpp"
#include "nn/init.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/unrolled.hpp"

using namespace unroll;

constexpr Index length = 30, batch = 3, features = 5, hidden = 16;  // length is T, features the width of x

// What stands side by side in W_xh, W_hh and b, by its place.
namespace gru {
enum Part : Index { r, z, n };
}
namespace lstm {
enum Part : Index { i, f, g, o };
}

// One part of a weight or bias, (…, hidden) of (…, parts · hidden): read, or written.
inline Tensor part_of(const Tensor& all, Index part, Index width = hidden) {
  return slice(all, -1, part * width, (part + 1) * width);
}
inline void set_part(const Tensor& all, Index part, const Tensor& numbers) {
  const Index width = numbers.dim(-1);
  std::vector<Tensor> parts = split(all, -1, all.dim(-1) / width);
  parts[std::size_t(part)] = numbers;
  all.assign(concat(parts, -1).value());
}

// A gate that reads nothing, and stands at σ(bias) for ever.
template <class Cell>
void hold(const Cell& cell, Index gate, double bias) {
  const Index width = cell.outputs();
  set_part(cell.W_xh, gate, Tensor(Array::zeros({cell.inputs(), width})));
  set_part(cell.W_hh, gate, Tensor(Array::zeros({width, width})));
  set_part(cell.b, gate, Tensor(Array::full({width}, Real(bias))));
}
// The bias for σ(bias) = `gate`.
inline double bias_for(double gate) { return std::log(gate / (1 - gate)); }

// Makes the plain cell's weights those of what a gated cell calls the new: n of a GRU, g of an LSTM.
template <class Cell>
void take_over(const Cell& cell, Index part, const nn::RNNCell& plain) {
  set_part(cell.W_xh, part, plain.W_xh);
  set_part(cell.W_hh, part, plain.W_hh);
  set_part(cell.b, part, plain.b);
}

// A plain cell that neither forgets at once nor saturates.
struct PlainCell : nn::RNNCell {
  PlainCell() : RNNCell(features, hidden) {
    W_xh.assign(nn::init::kaiming_normal(features, hidden));
    W_hh.assign(nn::init::orthogonal(hidden, hidden));
  }
};

// Around the plain cell's weights: the GRU with z = σ(−B) and r = σ(B), the LSTM with f = σ(−B) and i = o = σ(B).
struct HeldGRU : nn::GRUCell {
  HeldGRU(const nn::RNNCell& plain, double B, nn::Reset reset = nn::Reset::after_product)
      : GRUCell(plain.inputs(), plain.outputs(), {.reset = reset}) {
    take_over(*this, gru::n, plain);
    if (b_hn) b_hn.assign(Array::zeros({plain.outputs()}));
    hold(*this, gru::z, -B), hold(*this, gru::r, B);
  }
};
struct HeldLSTM : nn::LSTMCell {
  HeldLSTM(const nn::RNNCell& plain, double B, nn::OutputActivation output = nn::OutputActivation::tanh)
      : LSTMCell(plain.inputs(), plain.outputs(), {.output = output}) {
    take_over(*this, lstm::g, plain);
    hold(*this, lstm::f, -B), hold(*this, lstm::i, B), hold(*this, lstm::o, B);
  }
};

// h_1 … h_T.
inline Tensor states(const nn::RNNCell& cell, const Tensor& xs) { return nn::unrolled(cell, xs).outputs(); }
inline Tensor states(const nn::GRUCell& cell, const Tensor& xs) { return nn::unrolled(cell, xs).outputs(); }
inline Tensor states(const nn::LSTMCell& cell, const Tensor& xs) { return nn::unrolled(cell, xs).outputs(); }
inline double largest(const Tensor& x) { return double(max(abs(x)).item()); }
// By how much two runs differ in any step, sequence and unit.
inline double distance(const Tensor& a, const Tensor& b) { return largest(a - b); }
