// Sequences of symbols, what is asked about them, and an attention that looks by position alone.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "autograd/backward.hpp"
#include "autograd/ops.hpp"
#include "autograd/random.hpp"
#include "lessons/support/lesson.hpp"
#include "nn/attention.hpp"
#include "nn/embedding.hpp"
#include "nn/init.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "optim/adam.hpp"
#include "optim/clip.hpp"

using namespace unroll;

constexpr Index symbols = 4;

// (T, width): the waves cos(f p) and sin(f p) of f = π/T, 2π/T, …, where p is a position counted from the middle.
inline Array centred_waves(Index T, Index width) {
  Array P = Array::zeros({T, width});
  for (Index t = 0; t < T; ++t)
    for (Index k = 0; k < width / 2; ++k) {
      const double angle = std::numbers::pi * double(k + 1) / double(T) * (double(t) - double(T - 1) / 2);
      P.set({t, k}, Real(std::cos(angle))), P.set({t, width / 2 + k}, Real(std::sin(angle)));
    }
  return P;
}

// What stands at place(t) of each sequence of ids (batch, T).
template <class Place>
Indices moved(const Indices& ids, const Place& place) {
  const Index T = ids.shape()[1];
  std::vector<Index> result;
  for (Index i = 0; i < ids.size(); ++i) result.push_back(ids[i - i % T + place(i % T)]);
  return {ids.shape(), std::move(result)};
}
inline Indices reversed(const Indices& ids) {
  return moved(ids, [T = ids.shape()[1]](Index t) { return T - 1 - t; });
}

struct Question {
  Indices ids;    // (batch, T)
  Tensor answer;  // (batch, 1): 1 for a palindrome
};
// Half are palindromes; in each of the others a single symbol is changed.
inline Question draw_palindromes(Index batch, Index T) {
  const Indices left = random_numbers().below({batch, T / 2}, symbols);
  std::vector<Index> ids;
  Array answer = Array::zeros({batch, 1});
  for (Index n = 0; n < batch; ++n) {
    for (Index t = 0; t < T; ++t) ids.push_back(left[n * (T / 2) + std::min(t, T - 1 - t)]);
    answer.set({n, 0}, Real(n % 2));
    if (n % 2 == 1) continue;
    Index& changed = ids[std::size_t(n * T + random_numbers().below(T))];
    changed = (changed + 1 + random_numbers().below(symbols - 1)) % symbols;
  }
  return {Indices({batch, T}, std::move(ids)), Tensor(answer)};
}

// How many of the rows of logits (…, symbols) have their maximum where the target is.
inline double accuracy(const Tensor& logits, const Indices& targets) {
  Index right = 0;
  for (Index n = 0; n < targets.size(); ++n) {
    const Real* row = logits.value().data() + n * symbols;
    right += std::max_element(row, row + symbols) - row == targets[n];
  }
  return double(right) / double(targets.size());
}

// One head. Position i asks position j by where they are, and reads what stands there:
//
//   α_i = softmax over j of (p_i W_q) · (p_j W_k) / √width,   c_i = Σ_j α_ij v_j
//
// With waves about the middle as positions, the mirrored position is p times a diagonal matrix of ±1: cosines stay, and
// sines change their sign.
struct Mirror : nn::Module {
  static constexpr Index width = 32;

  const Tensor P;  // (T, width), not learnt
  const Tensor W_q, W_k;
  nn::Embedding table{symbols, width};
  nn::Linear value{width, width}, name{width, symbols}, compare{width, width}, judge{width, 1};

  explicit Mirror(Index T, bool positions = true)
      : P(positions ? centred_waves(T, width) : Array::zeros({T, width})),
        W_q(parameter("W_q", nn::init::uniform({width, width}, width))),
        W_k(parameter("W_k", nn::init::uniform({width, width}, width))) {
    submodule("table", table), submodule("value", value), submodule("name", name);
    submodule("compare", compare), submodule("judge", judge);
  }
  Index length() const { return P.dim(0); }

  struct Read {
    Tensor own, other, weights;  // v (batch, T, width), c of the same shape, α (T, T)
  };
  Read read(const Indices& ids) const {
    const Tensor v = value(table(ids));
    const auto [c, weights] = nn::attention(matmul(P, W_q), matmul(P, W_k), v);
    return {v, c, weights};
  }
  // What stands at the mirrored position: logits (batch, T, symbols).
  Tensor reverse(const Indices& ids) const { return name(read(ids).other); }
  // Is it a palindrome? Each position compares what it is with what it reads; one that differs is enough.
  Tensor palindrome(const Indices& ids) const {
    const Read r = read(ids);
    return judge(max(relu(compare(abs(r.own - r.other))), {1}));
  }

  // The mean weight that a position gives to the one across.
  double mass() const {
    NoGrad no_grad;
    const Array weights = read(Indices({1, length()}, std::vector<Index>(std::size_t(length()), 0))).weights.value();
    double sum = 0;
    for (Index t = 0; t < length(); ++t) sum += double(weights.at({t, length() - 1 - t}));
    return sum / double(length());
  }
};

// Adam on loss(), with gradients clipped to a norm of 1; `watch(step)` is called after each step.
template <class Loss, class Watch>
void train(lessons::Lesson& lesson, const char* what, const nn::Module& model, int steps, Real lr, const Loss& loss,
           const Watch& watch) {
  optim::Adam optimizer(model.parameters(), {.lr = lr});
  for (int step = 1; step <= steps; ++step) {
    optimizer.clear_grad();
    loss().backward({.release = true});
    optim::clip_grad_norm(model.parameters(), 1);
    optimizer.step();
    watch(step);
    lesson.progress(what, step, steps);
  }
}
template <class Loss>
void train(lessons::Lesson& lesson, const char* what, const nn::Module& model, int steps, Real lr, const Loss& loss) {
  train(lesson, what, model, steps, lr, loss, [](int) {});
}
