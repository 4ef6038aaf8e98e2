// The workloads W0 to W6, and how a system takes part in one: all start from the same numbers and say what they
// compute from them, so that a comparison of speeds is never one of two different things.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "autograd/real.hpp"

namespace bench {

using unroll::Index;
using unroll::Real;
using Numbers = std::vector<Real>;

// What a system computes at the point where it is: the loss, its gradients, and what they belong to. The order is
// that of the workload's own numbers.
struct Answer {
  double loss = 0;
  std::vector<Numbers> gradients, parameters;
};

// One system at one workload.
struct Runner {
  std::function<void()> step;      // once all of it: forward, backward, the optimizer
  std::function<Answer()> answer;  // changes no parameter
  explicit operator bool() const { return static_cast<bool>(step); }
};

// W0: x ← x a, x + b, tanh(x), in turn, on single numbers; x, a and b need gradients.
struct Chain {
  static constexpr int ops = 1000;
  static constexpr Real x = Real(0.5), a = Real(0.99), b = Real(0.01);
  bool backward;
};

// W1 to W5: a cell over a sequence. The plain cell learns its last h by squared error and SGD; the others have the
// mean of all h for a loss, and Adam.
struct Recurrence {
  enum class Cell { rnn, lstm, gru } cell;
  Index steps, batch, inputs, hidden;

  Index gates() const { return cell == Cell::rnn ? 1 : cell == Cell::lstm ? 4 : 3; }
  // As in nn/: the gates side by side, (inputs, gates · hidden) and so on; b_hn is the GRU's.
  Numbers x, target, W_xh, W_hh, b, b_hn;

  Recurrence(Cell cell, Index steps, Index batch, Index inputs, Index hidden);
};

// Small enough that thousands of steps leave the numbers what they were: saturated gates have gradients so small
// that processors become slow.
constexpr Real sgd_rate = Real(0.01), adam_rate = Real(1e-5);

// W6: multi-head self-attention, with the mean of what it says for a loss; the input needs a gradient, too. No
// optimizer.
struct Attention {
  Index steps, batch, width, heads;
  Numbers x, W_qkv, b_qkv, W_o, b_o;  // x is (steps, batch, width)

  Attention(Index steps, Index batch, Index width, Index heads);
};

// What a system computes: its first answer, and by how much three steps of training change the parameters.
struct Results {
  Answer first;
  std::vector<Numbers> changes;
};
Results results(const Runner& runner);
// Throws an unroll::Error if two systems do not compute the same.
void check_same(const std::string& what, const Results& a, const Results& b);

}  // namespace bench
