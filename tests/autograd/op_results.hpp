// What the ops of the table give in one precision, as plain doubles, so that two precisions can meet in one test.
#pragma once

#include <string>
#include <vector>

struct OpResult {
  std::string title;
  std::vector<double> value;     // op(x)
  std::vector<double> gradient;  // of Σ weights · op(x), for all inputs in turn
  std::vector<double> second;    // of Σ weights · gradient
};

std::vector<OpResult> op_results_in_double();
std::vector<OpResult> op_results_in_float();
