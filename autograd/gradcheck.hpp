// Are the gradients right? Central differences against the engine.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "autograd/tensor.hpp"

namespace unroll::inline UNROLL_PRECISION {

struct GradcheckOptions {
  int order = 1;                  // 2: also the second derivatives, through grad with create_graph
  double tolerance = 0;           // 0: 1e-7 at first order and 1e-5 at second (in float 1e-2 and 1e-1)
  double step = 0;                // the first step that is tried; 0: 1e-3 (in float 1e-1), times max(1, |x|)
  Index every_entry_up_to = 200;  // larger inputs are checked along random directions instead
  int directions = 8;
  std::uint64_t seed = 1;  // of the directions, and of the weights that make one number of f's result
};

struct GradcheckReport {
  bool passed = true;
  bool met_kink = false;  // some entry that differs sits on a corner of f, where there is no gradient
  double worst = 0;       // the largest difference, relative to the scale below
  std::string text;       // one line if all is well; else a table of the worst entries

  explicit operator bool() const { return passed; }
};

// Compares d(Σ w f)/d(input), w random and uneven, with differences of fourth order,
//   f' ≈ (8 (f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12h,
// for every entry of every input. An entry passes when
//   |engine − numerical| ≤ tolerance · max(|engine|, |numerical|, the input's largest gradient, |f|·1e-3).
// Where it does not, h is made smaller, ten times at each of five tries, which steps away from a near kink (of
// relu, abs, max …); an entry that sits on one is reported as such. f must be a pure function of its inputs;
// it may take gradients on its way.
GradcheckReport gradcheck(const std::function<Tensor(const std::vector<Tensor>&)>& f, const std::vector<Array>& inputs,
                          const GradcheckOptions& options = {});

// The same for leaves that f uses of itself, such as a model's parameters; they keep their values.
GradcheckReport gradcheck(const std::function<Tensor()>& f, const std::vector<Tensor>& leaves,
                          const GradcheckOptions& options = {});

}  // namespace unroll::inline UNROLL_PRECISION
