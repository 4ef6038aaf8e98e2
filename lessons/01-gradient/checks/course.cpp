// Proves that the checks of lesson 1 are right: stubs fail with their TODO, solutions pass, wrong answers are
// rejected.
#include "checks/01a_check.hpp"
#include "checks/01b_check.hpp"
#include "checks/01c_check.hpp"
#include "checks/01d_check.hpp"
#include "lessons/support/exercise.hpp"

namespace stub {
#include "exercises/01a_rules.hpp"
#include "exercises/01b_sweep.hpp"
#include "exercises/01c_order.hpp"
#include "exercises/01d_gradcheck.hpp"
}  // namespace stub
namespace solution {
#include "solutions/01a_rules.hpp"
#include "solutions/01b_sweep.hpp"
#include "solutions/01c_order.hpp"
#include "solutions/01d_gradcheck.hpp"
}  // namespace solution
namespace by_counting {
#include "solutions/01c_by_counting.hpp"
}

namespace headers {  // that an answer may include, though it stands in a namespace
#include <bitset>
#include <cassert>
#include <chrono>
#include <complex>
#include <cstring>
#include <fstream>
#include <iomanip>
#include <numbers>
#include <ranges>
}  // namespace headers
namespace input_for_answer {
#include "wrong/01a_input_for_answer.hpp"
}
namespace own_factor {
#include "wrong/01a_own_factor.hpp"
}
namespace unrecorded {
#include "wrong/01a_unrecorded.hpp"
}
namespace by_reference {
#include "wrong/01a_by_reference.hpp"
}
namespace overwrites {
#include "wrong/01b_overwrites.hpp"
}
namespace no_start {
#include "wrong/01b_no_start.hpp"
}
namespace first_share {
#include "wrong/01b_first_share.hpp"
}
namespace leaf_rule {
#include "wrong/01b_leaf_rule.hpp"
}
namespace path_by_path {
#include "wrong/01b_path_by_path.hpp"
}
namespace by_distance {
#include "wrong/01c_by_distance.hpp"
}
namespace every_path {
#include "wrong/01c_every_path.hpp"
}
namespace looks_too_late {
#include "wrong/01c_looks_too_late.hpp"
}
namespace loose {
#include "wrong/01d_loose.hpp"
}
namespace absolute {
#include "wrong/01d_absolute.hpp"
}
namespace tiny_step {
#include "wrong/01d_tiny_step.hpp"
}
namespace one_direction {
#include "wrong/01d_one_direction.hpp"
}
namespace each_alone {
#include "wrong/01d_each_alone.hpp"
}

int main() {
  using namespace unroll::lessons;
  return prove(
      "01-gradient",
      {
          {"exercises/01a_rules.hpp", [] { check_1a(stub::mul, stub::tanh); }, todo("1a: write mul and tanh")},
          {"solutions/01a_rules.hpp", [] { check_1a(solution::mul, solution::tanh); }, passes()},
          {"wrong/01a_input_for_answer.hpp", [] { check_1a(input_for_answer::mul, input_for_answer::tanh); },
           rejected(Stage::gradient, "the slope of tanh is 1 - y²")},
          {"wrong/01a_own_factor.hpp", [] { check_1a(own_factor::mul, own_factor::tanh); },
           rejected(Stage::gradient, "a counts for as much as b is large")},
          {"wrong/01a_unrecorded.hpp", [] { check_1a(unrecorded::mul, unrecorded::tanh); },
           rejected(Stage::behaviour, "tanh should record its input x")},

          {"wrong/01a_by_reference.hpp", [] { check_1a(by_reference::mul, by_reference::tanh); },
           rejected(Stage::behaviour, "capture them by value")},
          {"exercises/01b_sweep.hpp", [] { check_1b(stub::sweep); }, todo("1b: write the backward sweep")},
          {"solutions/01b_sweep.hpp", [] { check_1b(solution::sweep); }, passes()},
          {"wrong/01b_overwrites.hpp", [] { check_1b(overwrites::sweep); },
           rejected(Stage::gradient, "overwrites the gradient")},
          {"wrong/01b_path_by_path.hpp", [] { check_1b(path_by_path::sweep); },
           rejected(Stage::behaviour, "2048 times")},
          {"wrong/01b_no_start.hpp", [] { check_1b(no_start::sweep); }, rejected(Stage::value, "dL/dL is 0")},
          {"wrong/01b_first_share.hpp", [] { check_1b(first_share::sweep); },
           rejected(Stage::value, "share i belongs to input i")},
          {"wrong/01b_leaf_rule.hpp", [] { check_1b(leaf_rule::sweep); }, rejected(Stage::value, "the rule of a leaf")},

          {"exercises/01c_order.hpp", [] { check_1c(stub::backward_order); }, todo("1c: write the order")},
          {"solutions/01c_order.hpp", [] { check_1c(solution::backward_order); }, passes()},
          {"solutions/01c_by_counting.hpp", [] { check_1c(by_counting::backward_order); }, passes()},
          {"wrong/01c_by_distance.hpp", [] { check_1c(by_distance::backward_order); },
           rejected(Stage::behaviour, "before all shares have arrived")},
          {"wrong/01c_every_path.hpp", [] { check_1c(every_path::backward_order); },
           rejected(Stage::behaviour, "once for each path")},
          {"wrong/01c_looks_too_late.hpp", [] { check_1c(looks_too_late::backward_order); },
           rejected(Stage::behaviour, "4096 times")},

          {"exercises/01d_gradcheck.hpp", [] { check_1d(stub::gradient_is_right); },
           todo("1d: write a gradient check")},
          {"solutions/01d_gradcheck.hpp", [] { check_1d(solution::gradient_is_right); }, passes()},
          {"wrong/01d_loose.hpp", [] { check_1d(loose::gradient_is_right); },
           rejected(Stage::gradient, "a factor of 1.001")},
          {"wrong/01d_absolute.hpp", [] { check_1d(absolute::gradient_is_right); },
           rejected(Stage::gradient, "near a millionth")},
          {"wrong/01d_tiny_step.hpp", [] { check_1d(tiny_step::gradient_is_right); },
           rejected(Stage::value, "rounding drowns")},
          {"wrong/01d_one_direction.hpp", [] { check_1d(one_direction::gradient_is_right); },
           rejected(Stage::gradient, "two entries swapped")},
          {"wrong/01d_each_alone.hpp", [] { check_1d(each_alone::gradient_is_right); },
           rejected(Stage::value, "a right gradient that is 0")},
      });
}
