// The models of the gallery: small ones of every kind, three steps long, with one untraced loss each. They know
// nothing of drawings.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "nn/bidirectional.hpp"
#include "nn/encoder_decoder.hpp"
#include "nn/gru_cell.hpp"
#include "nn/losses.hpp"
#include "nn/lstm_cell.hpp"
#include "nn/recurrent.hpp"
#include "nn/rnn_cell.hpp"
#include "nn/transformer.hpp"
#include "nn/unrolled.hpp"
#include "nn/zoo/mingru_cell.hpp"

namespace unroll::gallery {

struct Model {
  std::string name;             // of the picture
  std::string title, subtitle;  // what stands above it
  std::function<Tensor()> loss;
  std::optional<int> depth = {};  // of modules that are opened; nothing: all
};

inline Tensor data(const char* name, const Shape& shape) {
  return Tensor(random_numbers().normal(shape)).named(name).mark(Role::input);
}

// The state after three steps should be some y.
template <class Cell>
Tensor last_state(Cell& cell) {
  const Tensor xs = data("x", {3, 1, 2}), y = data("y", {1, 3});  // in this order with every compiler
  return nn::squared_error(nn::unrolled(cell, xs).last().h, y);
}

template <class Cell>
Tensor of_cell() {
  Cell cell(2, 3);
  return last_state(cell);
}

// What a layer says at all three steps should be some y.
template <class Layer>
Tensor of_layer(Index layers) {
  Layer layer(2, 3, {.layers = layers});
  const Tensor hs = layer(data("x", {3, 1, 2}));
  return nn::squared_error(hs, data("y", hs.shape()));
}

// Larger weights than training starts from, so that attention is not the same to all.
inline void enlarge(nn::Module& model, Real factor) {
  for (const Tensor& parameter : model.parameters()) parameter.assign((parameter.detach() * factor).value());
}

inline Tensor translation() {
  nn::EncoderDecoder<nn::RNNCell> model(6, 5, {.embedding = 2, .hidden = 3});
  enlarge(model, 2.5);
  const Indices source({4, 1}, {3, 1, 4, 2});
  const Indices previous({3, 1}, {0, 2, 3}), wanted({3, 1}, {2, 3, 1});
  return nn::cross_entropy(model(source, {}, previous).output, wanted);
}

inline Tensor transformer() {
  nn::TransformerEncoderLayer layer(4, 2, {.feedforward = 6});
  enlarge(layer.attention, 2);
  const Tensor x =
      variable(random_numbers().normal({5, 1, 4})).named("x").mark(Role::input);  // one for all its readers
  const Tensor ys = layer(x);
  return nn::squared_error(ys, data("y", ys.shape()));
}

inline std::vector<Model> models() {
  return {
      {"rnn", "A recurrent network, unrolled over three steps",
       "each arrow is a forward value; its halo is the gradient that came back along it", of_cell<nn::RNNCell>},
      {"lstm", "An LSTM, unrolled over three steps",
       "the cell state c runs along the top, and its gradient with it: only a gate and a sum are in its way",
       of_cell<nn::LSTMCell>},
      {"gru", "A GRU, unrolled over three steps", "one state; the update gate z mixes the old with the new",
       of_cell<nn::GRUCell>},
      {"rnn-bidirectional", "A bidirectional recurrent network",
       "one direction reads from t = 1, the other from t = 3; each step's output has seen the whole sequence",
       [] { return of_layer<nn::Bidirectional<nn::RNNCell>>(1); }},
      {"lstm-bidirectional", "A bidirectional LSTM", "two LSTMs with parameters of their own, one in each direction",
       [] { return of_layer<nn::Bidirectional<nn::LSTMCell>>(1); }},
      {"gru-bidirectional", "A bidirectional GRU", "two GRUs with parameters of their own, one in each direction",
       [] { return of_layer<nn::Bidirectional<nn::GRUCell>>(1); }},
      {"rnn-stacked", "Two recurrent layers, one above the other",
       "the upper layer reads the states of the lower; each has its own weights",
       [] { return of_layer<nn::Recurrent<nn::RNNCell>>(2); }},
      {"lstm-stacked", "Two LSTM layers, one above the other", "the upper layer reads the states h of the lower",
       [] { return of_layer<nn::Recurrent<nn::LSTMCell>>(2); }},
      {"gru-stacked", "Two GRU layers, one above the other", "the upper layer reads the states h of the lower",
       [] { return of_layer<nn::Recurrent<nn::GRUCell>>(2); }},
      {"encoder-decoder", "An encoder and a decoder with attention",
       "at each step the decoder looks back at all states of the encoder, at some more than at others", translation},
      {"transformer", "A Transformer encoder layer", "no recurrence: every position reads all others, at once",
       transformer, 0},
      {"transformer-ops", "A Transformer encoder layer, every operation",
       "the same: three products of x, their attention, and two residuals, each followed by a norm", transformer},
      {"mingru", "A minGRU, unrolled over three steps", "neither gate nor candidate looks at the state",
       of_cell<nn::MinGRUCell>},
  };
}

}  // namespace unroll::gallery
