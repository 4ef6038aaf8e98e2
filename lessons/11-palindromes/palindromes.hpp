// Is a sequence a palindrome? The task of this lesson, and networks that read the sequence in different ways and judge
// by what their chains hold at the end.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "lessons/support/lesson.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/rnn_cell.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

using namespace unroll;

constexpr Index symbols = 4;

// ---- The task ----
using Word = std::vector<Index>;

// a, and then b from its end to its beginning: a palindrome if a is b.
inline Word folded_out(Word a, const Word& b) {
  a.insert(a.end(), b.rbegin(), b.rend());
  return a;
}
inline Word random_half(int T) {
  Word half(std::size_t(T / 2));
  for (Index& symbol : half) symbol = random_numbers().below(symbols);
  return half;
}
// With one symbol changed into another.
inline Word changed(Word word, std::size_t place) {
  word[place] = (word[place] + 1 + random_numbers().below(symbols - 1)) % symbols;
  return word;
}

// x_1 … x_T, each (batch, symbols): symbol k is row k of the identity.
inline std::vector<Tensor> inputs_of(const std::vector<Word>& words) {
  std::vector<Tensor> xs;
  for (std::size_t t = 0; t < words[0].size(); ++t) {
    std::vector<Index> ids;
    for (const Word& word : words) ids.push_back(word[t]);
    xs.push_back(embedding(Tensor(Array::eye(symbols)), Indices(ids)).detach());
    xs.back().mark(Role::input).named("x_" + std::to_string(t + 1));
  }
  return xs;
}

struct Batch {
  std::vector<Tensor> xs;
  Tensor answers;  // (batch, 1): 1 for a palindrome, otherwise 0
};
// Palindromes, and as many that would be palindromes but for one symbol.
inline Batch draw_batch(int T, Index size) {
  std::vector<Word> words;
  Array answers = Array::zeros({size, 1});
  for (Index n = 0; n < size; ++n) {
    const Word half = random_half(T);
    words.push_back(folded_out(half, half));
    if (n % 2 == 0)
      answers.set({n, 0}, 1);
    else
      words.back() = changed(words.back(), std::size_t(random_numbers().below(T)));
  }
  return {inputs_of(words), Tensor(answers)};
}

// ---- Networks ----
// The last state of a chain that reads x_first … x_last, towards the beginning if last < first. Scopes and marks are
// for drawings.
inline Tensor read(const nn::RNNCell& cell, const std::vector<Tensor>& xs, int first, int last) {
  const int way = first <= last ? 1 : -1;
  const auto marked = [&](const Tensor& h, int t) {
    h.mark(Role::state, "h", way < 0).named("h_" + std::to_string(t));
    return nn::RNNCell::State{h};
  };
  Scope chain(way > 0 ? "past" : "future");
  nn::RNNCell::State state = marked(cell.start(xs[0].dim(0)).h, first - way);
  for (int t = first; t != last + way; t += way) {
    Scope step("t", t);
    state = marked(cell.step(xs[std::size_t(t - 1)], state).h, t);
  }
  return state.h;
}

enum class Reads {
  forward,    // one chain reads x_1 … x_T
  both_ways,  // a second one reads x_T … x_1
  to_middle,  // x_1 … x_{T/2} and x_T … x_{T/2+1}: they meet
  same_way    // x_1 … x_{T/2} and x_{T/2+1} … x_T
};
enum class Judge { linear, layer, difference };  // w · [f; b]; a layer before that; w · |f − b|
enum class Cells { own, shared };                // has the second chain weights of its own?

class Network : public nn::Module {
 public:
  Network(Index hidden, Reads reads, Judge judge, Cells cells = Cells::own)
      : past(symbols, hidden),
        future(symbols, hidden),
        layer(chains(reads) * hidden, layer_units),
        head(judge == Judge::linear  ? chains(reads) * hidden
             : judge == Judge::layer ? layer_units
                                     : hidden,
             1),
        reads_(reads),
        judge_(judge),
        cells_(cells) {
    for (const nn::RNNCell* cell : {&past, &future}) cell->W_hh.assign(nn::init::orthogonal(hidden, hidden));
    submodule("past", past);
    if (reads != Reads::forward && cells == Cells::own) submodule("future", future);
    if (judge == Judge::layer) submodule("layer", layer);
    submodule("head", head);
  }

  // Scores (batch, 1): above 0, it says "palindrome".
  Tensor operator()(const std::vector<Tensor>& xs) const {
    if (judge_ == Judge::difference) return head(difference(xs));
    const auto [f, b] = ends(xs);
    const Tensor h = b ? concat({f, b}, -1) : f;
    return head(judge_ == Judge::layer ? relu(layer(h)) : h);
  }
  // |f − b|, unit by unit.
  Tensor difference(const std::vector<Tensor>& xs) const {
    const auto [f, b] = ends(xs);
    return abs(f - b);
  }

  nn::RNNCell past, future;
  nn::Linear layer, head;

 private:
  static constexpr Index layer_units = 64;
  static Index chains(Reads reads) { return reads == Reads::forward ? 1 : 2; }

  std::pair<Tensor, Tensor> ends(const std::vector<Tensor>& xs) const {
    const int T = int(xs.size());
    const nn::RNNCell& second = cells_ == Cells::shared ? past : future;
    if (reads_ == Reads::forward) return {read(past, xs, 1, T), {}};
    const Tensor f = read(past, xs, 1, reads_ == Reads::both_ways ? T : T / 2);
    if (reads_ == Reads::same_way) return {f, read(second, xs, T / 2 + 1, T)};
    return {f, read(second, xs, T, reads_ == Reads::both_ways ? 1 : T / 2 + 1)};
  }

  Reads reads_;
  Judge judge_;
  Cells cells_;
};
inline Tensor loss_of(const Network& network, const Batch& batch) {
  return nn::binary_cross_entropy(network(batch.xs), batch.answers);
}

// The share of new sequences of length T that it judges rightly.
inline double accuracy(const Network& network, int T) {
  NoGrad no_grad;
  const Batch batch = draw_batch(T, 1000);
  return double(mean((network(batch.xs) > Real(0)) == batch.answers).item());
}

// ---- Practice ----
struct Practice {
  std::string name;
  int T, steps;
  bool shuffled = false;  // it is told the answers of other sequences, so that there is nothing to learn
};
// Adam, with 64 new sequences in each step and gradients clipped to a norm of 1.
inline void practise(lessons::Lesson& lesson, const Network& network, const Practice& practice) {
  optim::Adam optimizer(network.parameters(), {.lr = Real(3e-3)});
  for (int step = 1; step <= practice.steps; ++step) {
    Batch batch = draw_batch(practice.T, 64);
    if (practice.shuffled) batch.answers = embedding(batch.answers, Indices(random_numbers().permutation(64))).detach();
    optimizer.clear_grad();
    loss_of(network, batch).backward({.release = true});
    optim::clip_grad_norm(network.parameters(), 1);
    optimizer.step();
    lesson.progress(practice.name.c_str(), step, practice.steps);
  }
}
