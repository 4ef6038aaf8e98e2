// A network that reads letters and says after each which comes next, and what is done with it: training, its price in
// bits, writing.
#pragma once

#include <numbers>

#include "autograd/ops.hpp"
#include "lessons/15-language/text.hpp"
#include "lessons/support/training.hpp"
#include "nn/embedding.hpp"
#include "nn/linear.hpp"
#include "nn/losses.hpp"
#include "nn/recurrent.hpp"
#include "optim/schedule.hpp"

// Scores for the next letter: head(h_t), where h_t has read x_1 … x_t. In PyTorch it is an Embedding, a GRU (or RNN,
// LSTM) and a Linear of the same names.
template <class Cell>
struct LanguageModel : nn::Module {
  using States = typename nn::Recurrent<Cell>::States;

  nn::Embedding embedding;
  nn::Recurrent<Cell> layer;
  nn::Linear head;

  explicit LanguageModel(Index hidden) : embedding(letters, 16), layer(16, hidden), head(hidden, letters) {
    submodule("embedding", embedding), submodule("layer", layer), submodule("head", head);
  }

  // From letters (T, batch), after what was read before: logits (T, batch, letters). `states` go on.
  Tensor read(const Indices& ids, States& states) {
    auto run = layer.run(embedding(ids), std::move(states));
    states = std::move(run.last);
    return head(run.outputs);
  }
  Tensor read(const Indices& ids) {
    States states = layer.start(ids.shape()[1]);
    return read(ids, states);
  }
};

// ---- Stretches of the text, side by side ----
struct Batch {
  Indices read, next;  // (T, batch): letters, and the letters that follow them
};
template <class Begin>
Batch stretches(const Letters& text, Index T, Index batch, const Begin& begin) {
  std::vector<Index> starts, read, next;
  for (Index i = 0; i < batch; ++i) starts.push_back(begin(i));
  for (Index t = 0; t < T; ++t)
    for (Index start : starts) {
      read.push_back(text[std::size_t(start + t)]);
      next.push_back(text[std::size_t(start + t + 1)]);
    }
  return {Indices({T, batch}, std::move(read)), Indices({T, batch}, std::move(next))};
}
inline Batch random_stretches(const Letters& text, Index T, Index batch) {
  return stretches(text, T, batch, [&](Index) { return random_numbers().below(Index(text.size()) - T); });
}

// ---- Its price ----
inline Tensor in_bits(const Tensor& loss) { return loss / Real(std::numbers::ln2); }
// −log2 p of one letter, by scores (1, letters).
inline Tensor price_of(const Tensor& scores, Index letter) {
  return sum(gather(log_softmax(scores), -1, Indices({1, 1}, {letter}))) / -Real(std::numbers::ln2);
}

// Of each letter but the first, on average. The text is read in `rows` stretches at once, each from its beginning to
// its end with one memory.
template <class Cell>
double bits(LanguageModel<Cell>& model, const Letters& text, Index rows = 40) {
  NoGrad no_grad;
  const Index length = (Index(text.size()) - 1) / rows;
  auto states = model.layer.start(rows);
  double sum = 0;
  for (Index from = 0; from < length; from += 50) {
    const Index T = std::min<Index>(50, length - from);
    const Batch batch = stretches(text, T, rows, [&](Index i) { return i * length + from; });
    sum += in_bits(nn::cross_entropy(model.read(batch.read, states), batch.next, {.reduction = nn::Reduction::sum}))
               .item();
  }
  return sum / double(rows * length);
}

// The same of a memory that began only k letters before, for letters here and there in the text, the same for each k.
template <class Cell>
double bits_after(LanguageModel<Cell>& model, const Letters& text, Index k) {
  NoGrad no_grad;
  constexpr Index rows = 3000, longest = 40;
  const Index step = (Index(text.size()) - longest - 1) / rows;
  const Batch batch = stretches(text, k, rows, [&](Index i) { return i * step + longest - k; });
  const Tensor last = model.read(batch.read)[k - 1];
  const auto next = batch.next.values();
  return in_bits(nn::cross_entropy(last, Indices(std::vector<Index>(next.end() - rows, next.end())))).item();
}

// ---- Learning ----
constexpr Index stretch = 48;
inline Index at_once(lessons::Lesson& lesson) { return lesson.full() || lesson.stand_in() ? 32 : 20; }

template <class Cell>
lessons::Trained learn(lessons::Lesson& lesson, const std::string& what, LanguageModel<Cell>& model, const Text& text,
                       int steps) {
  optim::Adam optimizer(model.parameters(), {.lr = Real(1e-2)});
  const auto schedule = optim::cosine_decay(steps, 0.02);
  return lessons::train(lesson, model, optimizer,
                        {.what = what,
                         .steps = steps,
                         .loss =
                             [&](int step) {
                               optimizer.scale_lr(schedule(step));
                               const Batch batch = random_stretches(text.training, stretch, at_once(lesson));
                               return nn::cross_entropy(model.read(batch.read), batch.next);
                             },
                         .held_out = [&] { return bits(model, text.held_out); },
                         .every = std::max(1, steps / 8),
                         .patience = 8});
}

// ---- Writing ----
// Each letter is drawn with probabilities in proportion to p^(1/temperature). Below 1 the probable becomes more
// probable; towards 0 only the most probable letter is left.
inline Index draw(const Array& logits, double temperature) {
  const Array p = softmax(Tensor(logits) / Real(temperature)).value();
  double left = random_numbers().uniform();
  Index letter = 0;
  for (; letter + 1 < letters && left >= p.data()[letter]; ++letter) left -= p.data()[letter];
  return letter;
}
template <class Cell>
Letters write(LanguageModel<Cell>& model, const std::string& begin, Index length, double temperature) {
  NoGrad no_grad;
  Letters text = letters_of(begin);
  auto states = model.layer.start(1);
  Tensor logits;
  for (Index letter : text) logits = model.read(Indices({1, 1}, {letter}), states);
  for (Index i = 0; i < length; ++i) {
    text.push_back(draw(logits.value(), temperature));
    logits = model.read(Indices({1, 1}, {text.back()}), states);
  }
  return text;
}
