// A network that names a letter it cannot see: one reader has read the text up to it, another the text after it, from
// the end. What both know is put side by side and judged by two layers.
#pragma once

#include <optional>

#include "lessons/15-language/language_model.hpp"
#include "nn/gru_cell.hpp"
#include "nn/unrolled.hpp"

enum class Reads { left, both };

struct MaskedModel : nn::Module {
  nn::Embedding embedding{letters, 16};
  nn::GRUCell left;
  std::optional<nn::GRUCell> right;
  nn::Linear compare, name;

  MaskedModel(Reads reads, Index hidden)
      : left(16, hidden), compare((reads == Reads::both ? 2 : 1) * hidden, 64), name(64, letters) {
    submodule("embedding", embedding), submodule("left", left);
    if (reads == Reads::both) submodule("right", right.emplace(16, hidden));
    submodule("compare", compare), submodule("name", name);
  }

  // From letters (T, batch), logits (T, batch, letters) for each of them: of x_t by x_1 … x_{t−1} and x_T … x_{t+1}.
  Tensor operator()(const Indices& ids) const { return judge(known(embedding(ids))); }
  Tensor judge(const Tensor& states) const { return name(relu(compare(states))); }

  // The states beside each letter, (T, batch, hidden or twice as many).
  Tensor known(const Tensor& xs) const {
    const Index T = xs.dim(0);
    const Tensor before = slice(nn::unrolled(left, xs, {.project_first = true}).outputs(), 0, 0, T - 1);
    if (!right) return pad(before, 0, 1, 0);
    const Tensor after =
        slice(nn::unrolled(*right, xs, {.direction = nn::Direction::future, .project_first = true}).outputs(), 0, 1, T);
    return concat({pad(before, 0, 1, 0), pad(after, 0, 0, 1)}, -1);
  }
};

// ---- Its price ----
// Each letter of the text is asked for once, with at least `margin` letters on either side.
constexpr Index margin = 16, asked = 32, window = margin + asked + margin;

// −log2 p of the letters at `margin`, `margin` + 1, …
inline std::vector<double> prices(const MaskedModel& model, const Letters& text) {
  NoGrad no_grad;
  const Index windows = (Index(text.size()) - window) / asked;
  std::vector<double> price(std::size_t(windows * asked));
  for (Index from = 0; from < windows; from += 100) {
    const Index some = std::min<Index>(100, windows - from);
    const Batch batch = stretches(text, window, some, [&](Index i) { return (from + i) * asked; });
    const Array log_p = log_softmax(model(batch.read)).value();
    for (Index i = 0; i < some; ++i)
      for (Index t = margin; t < margin + asked; ++t) {
        const Index right = batch.read[t * some + i];
        price[std::size_t((from + i) * asked + t - margin)] =
            -double(log_p.data()[(t * some + i) * letters + right]) / std::numbers::ln2;
      }
  }
  return price;
}
inline double mean_of(const std::vector<double>& numbers) {
  double sum = 0;
  for (double number : numbers) sum += number;
  return sum / double(numbers.size());
}

// ---- Learning ----
inline lessons::Trained learn(lessons::Lesson& lesson, const std::string& what, MaskedModel& model, const Text& text,
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
                               return nn::cross_entropy(model(batch.read), batch.read);
                             },
                         .held_out = [&] { return mean_of(prices(model, text.held_out)); },
                         .every = std::max(1, steps / 4),
                         .patience = 4});
}
