// Grades the learner's answers to the exercises of lesson 1.
#include "checks/01a_check.hpp"
#include "checks/01b_check.hpp"
#include "checks/01c_check.hpp"
#include "checks/01d_check.hpp"
#include "lessons/support/exercise.hpp"

namespace yours {
#include "exercises/01a_rules.hpp"
#include "exercises/01b_sweep.hpp"
#include "exercises/01c_order.hpp"
#include "exercises/01d_gradcheck.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  using namespace unroll::lessons;
  return grade(argc, argv,
               {{"1a", "mul, tanh and their rules", [] { check_1a(yours::mul, yours::tanh); }},
                {"1b", "the backward sweep", [] { check_1b(yours::sweep); }},
                {"1c", "the order of the sweep", [] { check_1c(yours::backward_order); }},
                {"1d", "a gradient check", [] { check_1d(yours::gradient_is_right); }}});
}
