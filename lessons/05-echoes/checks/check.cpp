// Grades the learner's answers to the exercises of lesson 5.
#include "checks/05a_check.hpp"
#include "checks/05b_check.hpp"
#include "checks/05c_check.hpp"
#include "checks/05d_check.hpp"

namespace yours {
#include "exercises/05a_clip.hpp"
#include "exercises/05b_implicit.hpp"
#include "exercises/05c_limit.hpp"
#include "exercises/05d_bent.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  using namespace unroll::lessons;
  return grade(argc, argv,
               {{"5a", "clipping by length", [] { check_5a(yours::clip); }},
                {"5b", "steps that cannot explode", [] { check_5b(yours::backward_euler, yours::trapezoidal); }},
                {"5c", "the limit of stability", [] { check_5c(yours::stability_limit); }},
                {"5d", "a gradient that clipping bends", [] { check_5d(yours::clip_each, yours::bent); }}});
}
