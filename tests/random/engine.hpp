// Runs programs on the engine, in one precision; compiled twice. Only plain numbers go in and come out, so that two
// precisions can meet in one test.
#pragma once

#include <string>
#include <vector>

#include "tests/random/program.hpp"

namespace random_programs {

enum class Pass {
  none,          // nothing is recorded
  numbers,       // grad()
  graph,         // grad() with create_graph, and the second derivative along the direction
  backward,      // Tensor::backward()
  twice,         // the same twice over one graph: gradients are doubled
  release,       // backward({.release = true})
  traced_norms,  // backward with a trace
  traced         // and with one that keeps arrays, held against each other and against grad()
};

struct Results {
  double loss = 0;
  std::vector<std::vector<double>> values;              // of all leaves and statements
  std::vector<std::vector<double>> gradients, seconds;  // of each leaf; empty for a constant
  std::string error;                                    // what was thrown, or found wrong
};

struct How {
  Pass pass = Pass::graph;
  double step = 0;                    // variables are moved by step · direction
  const Results* detached = nullptr;  // what detach() gives then: the values of the unmoved program
  std::vector<int> order = {};        // in which statements run; as they stand if empty
};

Results run_in_double(const Program& program, const How& how = {});
Results run_in_float(const Program& program, const How& how = {});

}  // namespace random_programs
