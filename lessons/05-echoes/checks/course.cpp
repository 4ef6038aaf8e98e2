// Proves that the checks of lesson 5 are right: stubs fail with their TODO, solutions pass, wrong answers are
// rejected.
#include "checks/05a_check.hpp"
#include "checks/05b_check.hpp"
#include "checks/05c_check.hpp"
#include "checks/05d_check.hpp"

namespace stub {
#include "exercises/05a_clip.hpp"
#include "exercises/05b_implicit.hpp"
#include "exercises/05c_limit.hpp"
#include "exercises/05d_bent.hpp"
}  // namespace stub
namespace solution {
#include "solutions/05a_clip.hpp"
#include "solutions/05b_implicit.hpp"
#include "solutions/05c_limit.hpp"
#include "solutions/05d_bent.hpp"
}  // namespace solution

namespace always {
#include "wrong/05a_always.hpp"
}
namespace each_alone {
#include "wrong/05a_each_alone.hpp"
}
namespace after {
#include "wrong/05a_after.hpp"
}
namespace squared {
#include "wrong/05a_squared.hpp"
}
namespace forward {
#include "wrong/05b_forward.hpp"
}
namespace average {
#include "wrong/05b_average.hpp"
}
namespace number {
#include "wrong/05b_number.hpp"
}
namespace at_once {
#include "wrong/05b_at_once.hpp"
}
namespace no_abs {
#include "wrong/05c_no_abs.hpp"
}
namespace few_steps {
#include "wrong/05c_few_steps.hpp"
}
namespace coarse {
#include "wrong/05c_coarse.hpp"
}
namespace one_side {
#include "wrong/05d_one_side.hpp"
}
namespace all_large {
#include "wrong/05d_all_large.hpp"
}
namespace one_axis {
#include "wrong/05d_one_axis.hpp"
}

int main() {
  using namespace unroll::lessons;
  return prove(
      "05-echoes",
      {
          {"exercises/05a_clip.hpp", [] { check_5a(stub::clip); }, todo("5a: shorten the gradient")},
          {"solutions/05a_clip.hpp", [] { check_5a(solution::clip); }, passes()},
          {"wrong/05a_always.hpp", [] { check_5a(always::clip); }, rejected(Stage::behaviour, "should stay as it is")},
          {"wrong/05a_each_alone.hpp", [] { check_5a(each_alone::clip); },
           rejected(Stage::value, "that of all arrays together, 5")},
          {"wrong/05a_after.hpp", [] { check_5a(after::clip); }, rejected(Stage::value, "the length before clipping")},
          {"wrong/05a_squared.hpp", [] { check_5a(squared::clip); }, rejected(Stage::value, "the length squared")},

          {"exercises/05b_implicit.hpp", [] { check_5b(stub::backward_euler, stub::trapezoidal); },
           todo("5b: write both rules")},
          {"solutions/05b_implicit.hpp", [] { check_5b(solution::backward_euler, solution::trapezoidal); }, passes()},
          {"wrong/05b_forward.hpp", [] { check_5b(forward::backward_euler, forward::trapezoidal); },
           rejected(Stage::value, "that is forward Euler")},
          {"wrong/05b_average.hpp", [] { check_5b(average::backward_euler, average::trapezoidal); },
           rejected(Stage::value, "the mean of what forward and backward Euler give")},
          {"wrong/05b_number.hpp", [] { check_5b(number::backward_euler, number::trapezoidal); },
           rejected(Stage::gradient, "cuts the graph")},
          {"wrong/05b_at_once.hpp", [] { check_5b(at_once::backward_euler, at_once::trapezoidal); },
           rejected(Stage::drawing, "step by step")},

          {"exercises/05c_limit.hpp", [] { check_5c(stub::stability_limit); }, todo("5c: search for the limit")},
          {"solutions/05c_limit.hpp", [] { check_5c(solution::stability_limit); }, passes()},
          {"wrong/05c_no_abs.hpp", [] { check_5c(no_abs::stability_limit); }, rejected(Stage::value, "look at |y|")},
          {"wrong/05c_few_steps.hpp", [] { check_5c(few_steps::stability_limit); },
           rejected(Stage::value, "it grows for ever")},
          {"wrong/05c_coarse.hpp", [] { check_5c(coarse::stability_limit); },
           rejected(Stage::behaviour, "to a millionth of itself")},

          {"exercises/05d_bent.hpp", [] { check_5d(stub::clip_each, stub::bent); }, todo("5d: clip each number")},
          {"solutions/05d_bent.hpp", [] { check_5d(solution::clip_each, solution::bent); }, passes()},
          {"wrong/05d_one_side.hpp", [] { check_5d(one_side::clip_each, one_side::bent); },
           rejected(Stage::value, "cut at −most, too")},
          {"wrong/05d_all_large.hpp", [] { check_5d(all_large::clip_each, all_large::bent); },
           rejected(Stage::behaviour, "0.51 is to be beaten")},
          {"wrong/05d_one_axis.hpp", [] { check_5d(one_axis::clip_each, one_axis::bent); },
           rejected(Stage::behaviour, "shortened along itself")},
      });
}
