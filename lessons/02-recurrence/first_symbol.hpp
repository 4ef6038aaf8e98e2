// The question of this lesson: a sequence of random symbols goes by, and at its end the first one is to be
// named. Guessing is right in one case of eight. And how a network that was trained on it answers.
#pragma once

#include <algorithm>
#include <array>

#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "lessons/support/lesson.hpp"
#include "nn/losses.hpp"
#include "nn/module.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

using namespace unroll;

constexpr Index symbols = 8;

struct Batch {
  Tensor xs;    // (T, batch, symbols): symbol k is row k of the identity
  Indices ids;  // (T, batch)

  Indices at(Index t) const {  // the symbols at time t = 1 … T
    const auto row = ids.values().begin() + (t - 1) * xs.dim(1);
    return Indices(std::vector<Index>(row, row + xs.dim(1)));
  }
};

inline Batch draw_batch(Index T, Index batch) {
  const Indices ids = random_numbers().below({T, batch}, symbols);
  return {embedding(Tensor(Array::eye(symbols)), ids), ids};
}

// What a network practises on: lengths from shortest to longest, each as likely. With `shuffled` it is told
// another sequence's first symbol, so that there is nothing to learn.
struct Practice {
  const char* name;
  Index shortest, longest;
  bool shuffled = false;
};

template <class Network>
void train(lessons::Lesson& lesson, const Network& network, const Practice& practice) {
  const int steps = lesson.steps(3000, 10000);
  optim::Adam optimizer(network.parameters(), {.lr = Real(3e-3)});
  for (int step = 1; step <= steps; ++step) {
    const Index T = practice.shortest + random_numbers().below(practice.longest - practice.shortest + 1);
    const Batch batch = draw_batch(T, 32);
    const Indices wanted = practice.shuffled ? draw_batch(T, 32).at(1) : batch.at(1);
    const Tensor loss = nn::cross_entropy(network(batch.xs), wanted);
    optimizer.clear_grad();
    loss.backward({.release = true});
    optim::clip_grad_norm(network.parameters(), 1);
    optimizer.step();
    lesson.progress(practice.name, step, steps);
  }
}

// How often symbol s at time t got the answer a, [s][a], in new sequences of length T.
constexpr int sequences = 1000;
using Answers = std::array<std::array<int, symbols>, symbols>;

template <class Network>
Answers count_answers(const Network& network, Index T, Index t) {
  NoGrad no_grad;
  const Batch batch = draw_batch(T, sequences);
  const Indices asked = batch.at(t);
  const Array scores = network(batch.xs).value();
  Answers count{};
  for (Index i = 0; i < sequences; ++i) {
    const Real* row = scores.data() + i * symbols;
    ++count[std::size_t(asked[i])][std::size_t(std::max_element(row, row + symbols) - row)];
  }
  return count;
}

// The share of sequences of length T whose first symbol the network names.
template <class Network>
double accuracy(const Network& network, Index T) {
  const Answers count = count_answers(network, T, 1);
  int right = 0;
  for (std::size_t s = 0; s < symbols; ++s) right += count[s][s];
  return double(right) / sequences;
}

// The share of sequences that get the answer most often given to their symbol at time t, right or wrong: near
// 1 if that symbol alone decides the answer.
template <class Network>
double decided_by(const Network& network, Index T, Index t) {
  int usual = 0;
  for (const auto& answers : count_answers(network, T, t)) usual += *std::ranges::max_element(answers);
  return double(usual) / sequences;
}
