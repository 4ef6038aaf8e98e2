// Layers that read a sequence in both directions (Schuster and Paliwal 1997): the outputs of step t are those of a
// cell that has read x_1 … x_t beside those of another that has read x_T … x_t. Both begin at a sequence's own
// ends, whatever its length.
#pragma once

#include <deque>

#include "nn/sequence_layer.hpp"
#include "nn/unrolled.hpp"

namespace unroll::nn {

template <class C>
class Bidirectional : public SequenceLayer {
  static_assert(check_cell<C>());

 public:
  struct Both {
    typename C::State past, future;
  };
  using States = std::vector<Both>;  // one for each layer, from below
  struct Run {
    Tensor outputs;  // of the highest layer, (T, batch, outputs): past beside future
    States last;     // of each layer: of past at the end of each sequence, of future at its beginning
  };

  Bidirectional(Index inputs, Index hidden, const LayerOptions& options = {}, const typename C::Options& cell = {})
      : SequenceLayer(inputs, options) {
    for (Index l = 0; l < layers(); ++l)
      for (std::deque<C>* cells : {&past_, &future_})
        submodule("layers." + std::to_string(l) + (cells == &past_ ? ".past" : ".future"),
                  cells->emplace_back(l == 0 ? inputs : outputs(), hidden, cell));
  }

  Index outputs() const override { return 2 * past_.front().outputs(); }
  C& past(Index layer) { return past_.at(static_cast<std::size_t>(layer)); }
  C& future(Index layer) { return future_.at(static_cast<std::size_t>(layer)); }

  States start(Index batch) {
    States states;
    for (Index l = 0; l < layers(); ++l) states.push_back({past(l).start(batch), future(l).start(batch)});
    return states;
  }

  Run run(const Tensor& xs, States states, const Indices& lengths = {}) {
    check_states(states.size());
    Tensor hs = time_major(xs);
    for (Index l = 0; l < layers(); ++l) {
      const std::string layer = "layers." + std::to_string(l);
      Both& state = states[static_cast<std::size_t>(l)];
      const Tensor x = into(l, hs);
      const auto read = [&](C& cell, const char* name, typename C::State& from, Direction direction) {
        Scope scope(layer + name);
        const auto chain = unrolled(cell, x, from, {lengths, direction, true});
        from = chain.last();
        return chain.outputs();
      };
      const Tensor before = read(past(l), ".past", state.past, Direction::past);
      hs = concat({before, read(future(l), ".future", state.future, Direction::future)}, -1);
    }
    return {as_asked(hs), std::move(states)};
  }
  Run run(const Tensor& xs, const Indices& lengths = {}) { return run(xs, start(batch_of(xs)), lengths); }
  Tensor forward(const Tensor& xs, const Indices& lengths = {}) override { return run(xs, lengths).outputs; }

 private:
  std::deque<C> past_, future_;  // one cell for each layer; modules do not move
};

}  // namespace unroll::nn
