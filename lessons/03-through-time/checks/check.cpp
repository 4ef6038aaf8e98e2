// Grades the learner's answers to the exercises of lesson 3.
#include "checks/03a_check.hpp"
#include "checks/03b_check.hpp"
#include "checks/03c_check.hpp"
#include "checks/03d_check.hpp"

namespace yours {
#include "exercises/03a_by_hand.hpp"
#include "exercises/03b_window.hpp"
#include "exercises/03c_linear.hpp"
#include "exercises/03d_checkpoints.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  using namespace unroll::lessons;
  return grade(argc, argv,
               {{"3a", "backpropagation through time, by hand", [] { check_3a(yours::through_time); }},
                {"3b", "the cut", [] { check_3b(yours::windowed); }},
                {"3c", "what a cut keeps", [] { check_3c(yours::truncated_gradient, yours::window_for); }},
                {"3d", "checkpoints", [] { check_3d(yours::with_checkpoints); }}});
}
