// The network: it reads a protein from both ends, and each of its units says the largest thing that it said anywhere.
#pragma once

#include "lessons/18-proteins/baselines.hpp"
#include "lessons/support/training.hpp"
#include "nn/bidirectional.hpp"
#include "nn/gru_cell.hpp"
#include "nn/linear.hpp"

struct DomainReader : nn::Module {
  Tensor E;  // a row of numbers for each letter
  nn::Bidirectional<nn::GRUCell> layer;
  nn::Linear head;

  explicit DomainReader(Index hidden, Index width = 12)
      : E(parameter("E", random_numbers().normal({kinds + 1, width}))), layer(width, hidden), head(2 * hidden, 1) {
    submodule("layer", layer);
    submodule("head", head);
  }

  // Scores (batch, 1); positive where it takes a protein for a real one.
  Tensor operator()(const Words& words) {
    std::vector<Index> lengths;
    for (const std::string& word : words) lengths.push_back(Index(word.size()));
    const Index T = *std::ranges::max_element(lengths), batch = Index(words.size());
    std::vector<Index> ids(std::size_t(T * batch), unknown);
    Array beyond = Array::zeros({T, batch, 1});
    for (Index i = 0; i < batch; ++i)
      for (Index t = 0; t < T; ++t)
        if (t < lengths[std::size_t(i)])
          ids[std::size_t(t * batch + i)] = code(words[std::size_t(i)][std::size_t(t)]);
        else
          beyond.write()[t * batch + i] = 1;
    const Tensor hs = layer(embedding(E, Indices({T, batch}, ids)), Indices(lengths));
    // Beyond the end a state is shown as 0, which could be the largest: nothing there may win.
    return head(max(where(Tensor(beyond), Real(-2), hs), {0}));
  }

  // The same of one protein, from one tensor (1, width) for each of its letters, for drawings and questions about
  // steps.
  struct Reading {
    std::vector<Tensor> xs;      // x_t, variables
    std::vector<Tensor> states;  // past beside future, (1, 2 hidden) for each t
    Tensor hs;                   // the same, (T, 2 hidden)
    Tensor score;
  };
  Reading read(const std::string& letters) {
    Reading reading;
    for (char letter : letters) {
      reading.xs.push_back(variable(embedding(E, {code(letter)}).value()));
      reading.xs.back().mark(Role::input).named("x_" + std::to_string(reading.xs.size()));
    }
    const auto states = [&](const char* name, nn::GRUCell& cell, nn::Direction direction) {
      Scope scope(name);
      return nn::unrolled(cell, reading.xs, {.direction = direction}).states;
    };
    const auto past = states("past", layer.past(0), nn::Direction::past);
    const auto future = states("future", layer.future(0), nn::Direction::future);
    for (std::size_t t = 0; t < past.size(); ++t) reading.states.push_back(concat({past[t].h, future[t].h}, -1));
    reading.hs = concat(reading.states, 0);
    reading.score = sum(head(max(reading.hs, {0}, true)));
    return reading;
  }

  std::vector<double> scores(const Words& words) {
    NoGrad no_grad;
    std::vector<double> scores;
    for (std::size_t i = 0; i < words.size(); i += 66) {
      const std::size_t end = std::min(i + 66, words.size());
      const Array some = (*this)(Words(words.begin() + Index(i), words.begin() + Index(end))).value();
      scores.insert(scores.end(), some.numbers().begin(), some.numbers().end());
    }
    return scores;
  }
};

// Each batch is of 16 proteins, with a tenth of their letters replaced, and of new shuffles of 16.
inline void learn(lessons::Lesson& lesson, const std::string& what, DomainReader& reader, const Proteins& training,
                  int steps, Fake kind = Fake::letters) {
  const auto any = [&] { return training[std::size_t(random_numbers().below(Index(training.size())))].letters; };
  const auto loss = [&](int) {
    Lessons batch;
    for (int i = 0; i < 16; ++i) {
      batch.words.push_back(substituted(any()));
      batch.words.push_back(fake(any(), kind));
      batch.real.insert(batch.real.end(), {1, 0});
    }
    return nn::binary_cross_entropy(reader(batch.words), Tensor(Array({32, 1}, batch.real)));
  };
  optim::Adam adam(reader.parameters(), {.lr = Real(5e-3), .weight_decay = Real(1e-4)});
  lessons::train(lesson, reader, adam, {.what = what, .steps = steps, .loss = loss});
}
