// From one sequence of symbols to another, of another length: a recurrent encoder reads the source, a recurrent
// decoder says the target, and attention lets each of its steps look for what it needs (Bahdanau, Cho and Bengio 2015,
// "Neural machine translation by jointly learning to align and translate"):
//
//   h_j = [past_j, future_j]                            the source, read in both directions; j = 1 … S
//   s_0 = tanh(future_1 W + b)                          where reading backwards ended (of an LSTM, c_0 = 0)
//   α_t = softmax over j of score(s_{t−1}, h_j)         where to look
//   c_t = Σ_j α_tj h_j                                  what is seen there, the context
//   s_t = cell([E y_{t−1}, c_t], s_{t−1})
//   logits_t = [s_t, c_t, E y_{t−1}] W + b              of y_t; the paper has a maxout layer before this map
//
// Source and target are ids, (S, batch) and (T, batch); E is a table of vectors. First values are those of the parts.
//
//   nn::EncoderDecoder<nn::GRUCell> model(30, 20, {.embedding = 8, .hidden = 32});
//   const auto [logits, weights] = model(source, lengths, previous);  // teacher forcing, to train
//   const auto said = model.generate(source, lengths, {.begin = 0, .end = 1});
#pragma once

#include <algorithm>
#include <memory>

#include "nn/attention.hpp"
#include "nn/bidirectional.hpp"
#include "nn/embedding.hpp"
#include "nn/linear.hpp"

namespace unroll::nn {

enum class Match { additive, general };  // AdditiveScore, as in the paper, or GeneralScore

struct EncoderDecoderOptions {
  Index embedding = 32;  // the width of the vectors that stand for symbols
  Index hidden = 64;     // units of the encoder in each direction, and of the decoder
  Match match = Match::additive;
};

struct GenerateOptions {
  Index begin = 0;      // the symbol before the first
  Index end = 1;        // the symbol after the last
  Index longest = 100;  // how many steps to try
};

struct Generated {
  Indices ids;    // (T, batch), with T at most `longest`; from a sequence's end on the end symbol
  Array weights;  // (T, batch, S): what each step looked at
};

namespace detail {

std::unique_ptr<Score> make_score(Match match, Index queries, Index keys, Index hidden);
Indices most_likely(const Array& logits);  // (batch, symbols) -> (batch); the first of equals
Index batch_of(const char* what, const Indices& ids);
void check_batch(const Indices& previous, Index batch);

}  // namespace detail

template <Cell C>
class EncoderDecoder : public Module {
 public:
  // The source, once it has been read.
  struct Memory {
    Tensor values;   // h, (batch, S, 2 · the encoder's outputs)
    Tensor keys;     // what the score makes of them
    Tensor allowed;  // (batch, 1, S): 1 up to a sequence's length; empty if all are S long
    Tensor ended;    // where reading backwards ended, future_1: (batch, the encoder's outputs in one direction)
  };

  EncoderDecoder(Index source_symbols, Index target_symbols, const EncoderDecoderOptions& options = {},
                 const typename C::Options& cell_options = {})
      : source(source_symbols, options.embedding),
        target(target_symbols, options.embedding),
        encoder(options.embedding, options.hidden, {}, cell_options),
        cell(options.embedding + encoder.outputs(), options.hidden, cell_options),
        first(cell.outputs(), cell.outputs()),
        score(detail::make_score(options.match, cell.outputs(), encoder.outputs(), options.hidden)),
        readout(cell.outputs() + encoder.outputs() + options.embedding, target_symbols) {
    submodule("source", source);
    submodule("target", target);
    submodule("encoder", encoder);
    submodule("cell", cell);
    submodule("first", first);
    submodule("score", *score);
    submodule("readout", readout);
  }

  // Teacher forcing: step t is told what should have been said before it, whatever the model would have said.
  // `previous` is the target moved by one step, with a begin symbol in front. Logits (T, batch, target symbols) and
  // weights (T, batch, S).
  Attended operator()(const Indices& source_ids, const Indices& lengths, const Indices& previous) {
    const Memory memory = read(source_ids, lengths);
    detail::check_batch(previous, memory.values.dim(0));
    const Tensor before = target(previous);
    typename C::State state = start(memory);
    Scope scope("decoder");
    std::vector<Tensor> read_out, weights;
    for (Index t = 0; t < before.dim(0); ++t) {
      Scope step("t", static_cast<int>(t + 1));
      const Attended seen = advance(before[t], state, memory);
      detail::mark_states(state, static_cast<int>(t + 1), Direction::past);
      read_out.push_back(seen.output);
      weights.push_back(seen.weights);
    }
    return {readout(stack(read_out)), stack(weights)};
  }

  // The same step by step: read(), start(), then step() as often as wanted.
  Memory read(const Indices& source_ids, const Indices& lengths = {}) {
    const Index batch = detail::batch_of("source", source_ids);
    Scope scope("encoder");
    const auto both = encoder.run(source(source_ids), lengths);
    const Tensor values = transpose(both.outputs, 0, 1);
    const Index steps = source_ids.shape()[0];
    return {values, score->project(values), lengths.size() == batch ? padding_mask(lengths, steps) : Tensor(),
            both.last.back().future.h};
  }
  typename C::State start(const Memory& memory) {
    Scope scope("decoder");
    typename C::State state = cell.start(memory.values.dim(0));
    state.h = tanh(first(memory.ended));
    detail::mark_states(state, 0, Direction::past);
    return state;
  }
  // The symbols before, (batch), and the state, which goes on: logits (batch, target symbols), weights (batch, S).
  Attended step(const Indices& previous, typename C::State& state, const Memory& memory) {
    Attended seen = advance(target(previous), state, memory);
    return {readout(seen.output), seen.weights};
  }

  // Says what seems likeliest, symbol by symbol, and is told what it said. Nothing is recorded.
  Generated generate(const Indices& source_ids, const Indices& lengths = {}, const GenerateOptions& options = {}) {
    const NoGrad evaluating;
    const Memory memory = read(source_ids, lengths);
    typename C::State state = start(memory);
    const auto batch = static_cast<std::size_t>(memory.values.dim(0));
    Indices said(std::vector<Index>(batch, options.begin));
    std::vector<Index> ids;
    std::vector<Tensor> weights;
    std::vector<bool> ended(batch, false);
    for (Index t = 0; t < options.longest && std::find(ended.begin(), ended.end(), false) != ended.end(); ++t) {
      const Attended now = step(said, state, memory);
      said = detail::most_likely(now.output.value());
      std::vector<Index> next(said.values().begin(), said.values().end());
      for (std::size_t b = 0; b < batch; ++b) {
        if (ended[b]) next[b] = options.end;
        ended[b] = next[b] == options.end;
      }
      ids.insert(ids.end(), next.begin(), next.end());
      weights.push_back(now.weights);
      said = Indices(std::move(next));
    }
    const auto steps = static_cast<Index>(weights.size());
    return {Indices({steps, memory.values.dim(0)}, std::move(ids)),
            steps > 0 ? stack(weights).value() : Array::zeros({0, memory.values.dim(0), memory.values.dim(1)})};
  }

  Embedding source, target;  // E of each
  Bidirectional<C> encoder;
  C cell;
  Linear first;  // makes s_0
  const std::unique_ptr<Score> score;
  Linear readout;

 private:
  // One step up to what is read out, [s_t, c_t, E y_{t−1}], and the weights.
  Attended advance(const Tensor& before, typename C::State& state, const Memory& memory) {
    const Index batch = memory.values.dim(0);
    const Tensor query = reshape(state.h, {batch, 1, cell.outputs()});
    const auto [context, weights] =
        attend(score->scores(query, memory.keys), memory.values, {.allowed = memory.allowed});
    const Tensor c = reshape(context, {batch, memory.values.dim(2)});
    state = cell.step(concat({before, c}, 1), state);
    return {concat({state.h, c, before}, 1), reshape(weights, {batch, memory.values.dim(1)})};
  }
};

}  // namespace unroll::nn
