// 7d: the belt against a count, over short and long sequences, and what a reset does to the gradient.
#pragma once

#include "lessons/support/band.hpp"
#include "lessons/support/compare.hpp"
#include "nn/lstm_cell.hpp"

// One sequence of (one, reset), and what the belt holds after each step.
struct Count7d {
  std::vector<int> ones, resets;
  std::vector<Tensor> c;
  std::vector<int> wanted;

  Count7d(const nn::LSTMCell& cell, std::vector<int> ones_, std::vector<int> resets_)
      : ones(std::move(ones_)), resets(std::move(resets_)) {
    nn::LSTMCell::State state = cell.start(1);
    for (std::size_t t = 0; t < ones.size(); ++t) {
      state = cell.step(Tensor(Array({1, 2}, {Real(ones[t]), Real(resets[t])})), state);
      c.push_back(state.c);
      wanted.push_back((resets[t] || t == 0 ? 0 : wanted.back()) + ones[t]);
    }
  }
  double off(std::size_t t) const { return std::abs(double(c[t].value().item()) - wanted[t]); }
};

template <class SetCounter>
void check_7d(SetCounter set_counter) {
  seed(7);
  const nn::LSTMCell cell(2, 1);
  set_counter(cell);
  const auto demand_count = [](Stage stage, const Count7d& count, const std::string& what, const std::string& hint) {
    for (std::size_t t = 0; t < count.c.size(); ++t)
      demand(stage, count.off(t) < 0.01,
             what + ", the belt holds " + lessons::short_text(count.c[t].value().item()) + " after step " +
                 std::to_string(t + 1) + "; it should hold " + std::to_string(count.wanted[t]) + hint);
  };
  demand(Stage::value, largest(slice(cell.W_hh, 1, 0, 3).value()) == 0,
         "your gates listen to h, by W_hh, which is still as it was drawn; this cell needs only its input");
  demand_count(Stage::value, Count7d(cell, {0, 0, 0}, {0, 0, 0}), "given no ones", ": with i closed nothing is added");
  demand_count(Stage::value, Count7d(cell, {1}, {0}), "given a single one",
               ": i ⊙ g is what a one adds, so both must be 1");
  demand_count(Stage::value, Count7d(cell, {1, 1, 0}, {0, 0, 1}), "given one, one, reset",
               ": a reset empties the belt, by the gate that stands on it");

  std::vector<int> ones, resets;
  for (int t = 0; t < 200; ++t) {
    ones.push_back(int(random_numbers().below(2)));
    resets.push_back(t == 60 || t == 61 || t == 130);
  }
  ones[130] = 1;
  demand_count(Stage::behaviour, Count7d(cell, ones, resets), "over 200 steps with resets at 61, 62 and 131",
               ": a gate that is a little open leaks a little at every step; large weights shut it");

  const Count7d count(cell, ones, resets);
  const std::vector<Tensor> dc = grad(count.c[199], {count.c[140], count.c[120]});
  demand(Stage::gradient, std::abs(double(dc[0].item()) - 1) < 0.01 && std::abs(double(dc[1].item())) < 0.01,
         "dc_200/dc_141 is " + lessons::short_text(dc[0].item()) + " and dc_200/dc_121, before the reset, is " +
             lessons::short_text(dc[1].item()) + "; they should be 1 and 0, as the forget gates between them are");
}
