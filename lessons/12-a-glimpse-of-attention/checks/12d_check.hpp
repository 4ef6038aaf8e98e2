// 12d: against trying every answer, on sequences of which it is known, and against an attention without positions that
// has been trained.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "nn/attention.hpp"

// The share that is right if `answers` holds one answer for each sequence.
inline double share_right(const Indices& ids, const std::vector<Index>& answers) {
  Index right = 0;
  for (Index i = 0; i < ids.size(); ++i) right += ids[i] == answers[std::size_t(i / ids.shape()[1])];
  return double(right) / double(ids.size());
}
// Tries all answers, symbolsᵇᵃᵗᶜʰ of them.
inline double by_trying(const Indices& ids, Index symbols) {
  std::vector<Index> answers(std::size_t(ids.shape()[0]), 0);
  double best = 0;
  for (;;) {
    best = std::max(best, share_right(ids, answers));
    std::size_t n = 0;
    while (n < answers.size() && ++answers[n] == symbols) answers[n++] = 0;
    if (n == answers.size()) return best;
  }
}

// Values of symbols, read with equal weights, since without positions queries and keys are all alike; the same answer
// at each position. Returns the share right after training on fresh sequences.
inline double trained_blind(const Indices& test, Index symbols) {
  const Index steps = test.shape()[1], width = 16;
  const Tensor table = variable(random_numbers().normal({symbols, width})),
               W = variable(Array::zeros({width, symbols}));
  const auto logits = [&](const Indices& ids) {
    const Tensor alike(Array::zeros({steps, width}));
    return matmul(nn::attention(alike, alike, embedding(table, ids)).output, W);
  };
  optim::Adam adam({table, W}, {.lr = Real(0.03)});
  for (int i = 0; i < 200; ++i) {
    const Indices ids = random_numbers().below({32, steps}, symbols);
    std::vector<Index> backwards(ids.values().begin(), ids.values().end());
    for (Index n = 0; n < 32; ++n) std::reverse(backwards.begin() + n * steps, backwards.begin() + (n + 1) * steps);
    adam.clear_grad();
    nn::cross_entropy(logits(ids), Indices(ids.shape(), backwards)).backward();
    adam.step();
  }
  const Array says = logits(test).value();
  std::vector<Index> answers;
  for (Index n = 0; n < test.shape()[0]; ++n) {
    const Real* row = says.data() + n * steps * symbols;
    answers.push_back(std::max_element(row, row + symbols) - row);
  }
  return share_right(test, answers);
}

template <class BestBlind>
void check_12d(BestBlind best_blind) {
  seed(7);
  lessons::demand_close(Stage::value, "of the one sequence 0 1 1 2, your share",
                        best_blind(Indices({1, 4}, {0, 1, 1, 2}), 3), 0.5, 1e-9,
                        "with the same answer at all four positions, the best is 1, which is right at two");
  lessons::demand_close(
      Stage::value, "of the sequences 0 0 0 and 1 1 1, your share", best_blind(Indices({2, 3}, {0, 0, 0, 1, 1, 1}), 2),
      1, 1e-9,
      "each sequence may have an answer of its own, 0 in the first and 1 in the second; ids[n T + t] is symbol t of "
      "sequence n");
  lessons::demand_close(Stage::value, "of the sequences 0 1 and 0 1, your share",
                        best_blind(Indices({2, 2}, {0, 1, 0, 1}), 2), 0.5, 1e-9,
                        "an answer may not depend on the position");
  for (int trial = 0; trial < 5; ++trial) {
    const Index steps = 3 + trial;
    const Indices ids = random_numbers().below({5, steps}, 3);
    lessons::demand_close(Stage::behaviour,
                          "of 5 random sequences of " + std::to_string(steps) + " symbols of 3 kinds, your share",
                          best_blind(ids, 3), by_trying(ids, 3), 1e-9, "that is what trying all answers finds");
  }
  const Indices test = random_numbers().below({300, 24}, 4);
  const double best = best_blind(test, 4), learnt = trained_blind(test, 4);
  demand(Stage::behaviour, learnt <= best + 1e-9 && learnt >= best - 0.03,
         "you say that a blind reader can have " + lessons::short_text(best) +
             " of 300 sequences right; one that was "
             "trained has " +
             lessons::short_text(learnt) + ", which should be at most that, and close to it");
}
