// Layers of a cell over time, one above the other: layer l + 1 reads what layer l says. Made of nn::unrolled, with
// the product with the input taken out of the loop where the cell allows it.
//
//   nn::Recurrent<nn::GRUCell> gru(8, 16, {.layers = 2});
//   const Tensor hs = gru(xs);              // all steps of a sequence
//   auto states = gru.start(1);             // or step by step, for generation
//   const Tensor h = gru.step(x, states);
//
// Truncated backpropagation through time: run(next_stretch, detach(last)).
#pragma once

#include <deque>

#include "nn/sequence_layer.hpp"
#include "nn/unrolled.hpp"

namespace unroll::nn {

template <class C>
class Recurrent : public SequenceLayer {
  static_assert(check_cell<C>());

 public:
  using States = std::vector<typename C::State>;  // one for each layer, from below
  struct Run {
    Tensor outputs;  // of the highest layer, (T, batch, outputs)
    States last;     // of each layer, at the end of each sequence
  };

  Recurrent(Index inputs, Index hidden, const LayerOptions& options = {}, const typename C::Options& cell = {})
      : SequenceLayer(inputs, options) {
    for (Index l = 0; l < layers(); ++l)
      submodule("layers." + std::to_string(l), cells_.emplace_back(l == 0 ? inputs : outputs(), hidden, cell));
  }

  Index outputs() const override { return cells_.front().outputs(); }
  C& cell(Index layer) { return cells_.at(static_cast<std::size_t>(layer)); }

  States start(Index batch) {
    States states;
    for (C& cell : cells_) states.push_back(cell.start(batch));
    return states;
  }

  Run run(const Tensor& xs, States states, const Indices& lengths = {}) {
    check_states(states.size());
    Tensor hs = time_major(xs);
    for (Index l = 0; l < layers(); ++l) {
      Scope scope("layers." + std::to_string(l));
      typename C::State& state = states[static_cast<std::size_t>(l)];
      const auto layer = unrolled(cell(l), into(l, hs), state, {.lengths = lengths, .project_first = true});
      hs = layer.outputs();
      state = layer.last();
    }
    return {as_asked(hs), std::move(states)};
  }
  Run run(const Tensor& xs, const Indices& lengths = {}) { return run(xs, start(batch_of(xs)), lengths); }
  Tensor forward(const Tensor& xs, const Indices& lengths = {}) override { return run(xs, lengths).outputs; }

  // One step of all layers: x (batch, inputs) -> (batch, outputs), and `states` go on to the next.
  Tensor step(const Tensor& x, States& states) {
    check_states(states.size());
    Tensor h = x;
    for (Index l = 0; l < layers(); ++l) {
      typename C::State& state = states[static_cast<std::size_t>(l)];
      state = cell(l).step(into(l, h), state);
      h = state.h;
    }
    return h;
  }

 private:
  std::deque<C> cells_;  // modules do not move
};

}  // namespace unroll::nn
