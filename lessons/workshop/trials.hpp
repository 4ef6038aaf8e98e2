// What the workshop tries with a cell. Each trial makes cells of its own; unroll::seed() settles their weights and all
// that they read.
#pragma once

#include <functional>
#include <optional>

#include "lessons/workshop/row.hpp"

namespace unroll::workshop {

// ---- Is it right? ----
struct Gradients {
  std::string mend;              // what is wrong and what would mend it; empty if all is well
  double first = 0, second = 0;  // the largest differences from numerical derivatives of first and second order
  bool right() const { return mend.empty(); }
};
// Steps of the cell against its concept, and its derivatives by all parameters and inputs against differences.
Gradients check_gradients(const Row& row);

// ---- What does it cost, and how far back does an error have to go? ----
Index count_parameters(const Row& row, Index inputs, Index hidden);

// An operation count that grows with the length of the sequence: once + each · T, the line through several T.
struct Growth {
  double each, once;
};
struct Ways {
  Growth shortest, longest;  // from x_1 to the loss Σ h_T, in operations, counted on recorded graphs
};
std::optional<Ways> ways_back(const Row& row);  // nothing if x_1 does not reach h_T

// ‖dL/dstate_t‖ / ‖dL/dstate_T‖ for t = 1 … T, before training: of the network that is to name the first of T symbols,
// the norms over all fields of the state; the medians of several new networks.
std::vector<double> gradient_left(const Row& row, int T, Index hidden, int networks = 5);

// ---- Does it learn? ----
enum class Task { first_symbol, marked_sum };  // lessons/support/tasks.hpp

struct Practice {
  Task task;
  int T;
  int steps = 1000;  // at most: it ends when the task is solved
  Real lr = Real(5e-3);
  Index hidden = 32, batch = 32;
  int look_every = 25;
};
double guessing(Task task);            // the score of whoever has learnt nothing
bool solved(Task task, double score);  // 98 % right answers, or a squared error below 0.02

struct Course {
  std::vector<double> at, scores;  // after these steps, on new sequences: right answers, or the mean squared error
  std::optional<int> solved;       // after how many steps
  std::optional<int> broke;        // in which step the numbers ceased to be finite
  double score() const { return scores.back(); }
};
// `progress(what, step, steps)` is called after each step.
using Progress = std::function<void(const char* what, int done, int all)>;
Course practise(const Row& row, const Practice& practice, const Progress& progress = {});

}  // namespace unroll::workshop
