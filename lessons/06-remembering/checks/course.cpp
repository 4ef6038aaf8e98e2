// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/06a_check.hpp"
#include "checks/06b_check.hpp"
#include "checks/06c_check.hpp"

namespace stub {
#include "exercises/06a_latch.hpp"
#include "exercises/06b_well.hpp"
#include "exercises/06c_lengths.hpp"
}  // namespace stub

namespace solution {
#include "solutions/06a_latch.hpp"
#include "solutions/06b_well.hpp"
#include "solutions/06c_lengths.hpp"
}  // namespace solution
namespace to_1e_12 {  // halves the interval until it is that short, and no further
inline double well(double w) {
  double low = 0, high = 1;
  while (high - low > 1e-12) {
    const double h = (low + high) / 2;
    (h < std::tanh(w * h) ? low : high) = h;
  }
  return low;
}
inline double left_after(double w, int steps) { return std::pow(w * (1 - well(w) * well(w)), steps); }
inline int steps_until(double w, double part) { return 1 + int(std::log(part) / std::log(left_after(w, 1))); }
}  // namespace to_1e_12

namespace a_leaks {
#include "wrong/06a_leaks.hpp"
}
namespace a_deaf {
#include "wrong/06a_deaf.hpp"
}
namespace a_nervous {
#include "wrong/06a_nervous.hpp"
}
namespace a_lopsided {
#include "wrong/06a_lopsided.hpp"
}
namespace b_zero {
#include "wrong/06b_zero.hpp"
}
namespace b_hurried {
#include "wrong/06b_hurried.hpp"
}
namespace b_weight_alone {
#include "wrong/06b_weight_alone.hpp"
}
namespace b_slope_alone {
#include "wrong/06b_slope_alone.hpp"
}
namespace b_one_more {
#include "wrong/06b_one_more.hpp"
}
namespace c_the_exam {
#include "wrong/06c_the_exam.hpp"
}
namespace c_one_length {
#include "wrong/06c_one_length.hpp"
}
namespace c_too_long {
#include "wrong/06c_too_long.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "06-remembering",
      {{"exercises/06a_latch.hpp", [] { check_6a(stub::latch); }, todo("choose w, u and b")},
       {"solutions/06a_latch.hpp", [] { check_6a(solution::latch); }, passes()},
       {"wrong/06a_leaks.hpp", [] { check_6a(a_leaks::latch); }, rejected(Stage::behaviour, "leaks away")},
       {"wrong/06a_deaf.hpp", [] { check_6a(a_deaf::latch); }, rejected(Stage::behaviour, "does not turn h")},
       {"wrong/06a_nervous.hpp", [] { check_6a(a_nervous::latch); }, rejected(Stage::behaviour, "noise turns it")},
       {"wrong/06a_lopsided.hpp", [] { check_6a(a_lopsided::latch); }, rejected(Stage::behaviour, "one well only")},
       {"exercises/06b_well.hpp", [] { check_6b(stub::well, stub::left_after, stub::steps_until); },
        todo("find the well")},
       {"solutions/06b_well.hpp", [] { check_6b(solution::well, solution::left_after, solution::steps_until); },
        passes()},
       {"solutions/06b, to 1e-12", [] { check_6b(to_1e_12::well, to_1e_12::left_after, to_1e_12::steps_until); },
        passes()},
       {"wrong/06b_zero.hpp", [] { check_6b(b_zero::well, b_zero::left_after, b_zero::steps_until); },
        rejected(Stage::value, "but no well")},
       {"wrong/06b_hurried.hpp", [] { check_6b(b_hurried::well, b_hurried::left_after, b_hurried::steps_until); },
        rejected(Stage::value, "approaches its well slowly")},
       {"wrong/06b_weight_alone.hpp",
        [] { check_6b(b_weight_alone::well, b_weight_alone::left_after, b_weight_alone::steps_until); },
        rejected(Stage::gradient, "left out the slope")},
       {"wrong/06b_slope_alone.hpp",
        [] { check_6b(b_slope_alone::well, b_slope_alone::left_after, b_slope_alone::steps_until); },
        rejected(Stage::gradient, "multiplied by w")},
       {"wrong/06b_one_more.hpp", [] { check_6b(b_one_more::well, b_one_more::left_after, b_one_more::steps_until); },
        rejected(Stage::behaviour, "one step earlier")},
       {"exercises/06c_lengths.hpp", [] { check_6c(stub::length_for); }, todo("how long the next")},
       {"solutions/06c_lengths.hpp", [] { check_6c(solution::length_for); }, passes()},
       {"wrong/06c_the_exam.hpp", [] { check_6c(c_the_exam::length_for); },
        rejected(Stage::behaviour, "begin with short ones")},
       {"wrong/06c_one_length.hpp", [] { check_6c(c_one_length::length_for); },
        rejected(Stage::behaviour, "let the length vary")},
       {"wrong/06c_too_long.hpp", [] { check_6c(c_too_long::length_for); },
        rejected(Stage::behaviour, "begin with short ones")}});
}
