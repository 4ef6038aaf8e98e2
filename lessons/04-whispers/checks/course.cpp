// Proves that the checks of lesson 4 are right: stubs fail with their TODO, solutions pass, wrong answers are
// rejected.
#include "checks/04a_check.hpp"
#include "checks/04b_check.hpp"
#include "checks/04c_check.hpp"

namespace stub {
#include "exercises/04a_gain.hpp"
#include "exercises/04b_bound.hpp"
#include "exercises/04c_grows.hpp"
}  // namespace stub
namespace solution {
#include "solutions/04a_gain.hpp"
#include "solutions/04b_bound.hpp"
#include "solutions/04c_grows.hpp"
}  // namespace solution

namespace a_ends_only {
#include "wrong/04a_ends_only.hpp"
}
namespace a_one_too_many {
#include "wrong/04a_one_too_many.hpp"
}
namespace a_forward {
#include "wrong/04a_forward.hpp"
}
namespace a_last_first {
#include "wrong/04a_last_first.hpp"
}
namespace a_squared {
#include "wrong/04a_squared.hpp"
}
namespace b_without_slopes {
#include "wrong/04b_without_slopes.hpp"
}
namespace b_one_too_many {
#include "wrong/04b_one_too_many.hpp"
}
namespace b_wrong_side {
#include "wrong/04b_wrong_side.hpp"
}
namespace b_radius {
#include "wrong/04b_radius.hpp"
}
namespace c_large {
#include "wrong/04c_large.hpp"
}
namespace c_overflow {
#include "wrong/04c_overflow.hpp"
}
namespace c_rotation {
#include "wrong/04c_rotation.hpp"
}
namespace c_first_steps {
#include "wrong/04c_first_steps.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "04-whispers",
      {{"exercises/04a_gain.hpp", [] { check_4a(stub::errors_of, stub::gain_per_step); },
        todo("write errors_of and gain_per_step")},
       {"solutions/04a_gain.hpp", [] { check_4a(solution::errors_of, solution::gain_per_step); }, passes()},
       {"wrong/04a_ends_only.hpp", [] { check_4a(a_ends_only::errors_of, a_ends_only::gain_per_step); },
        rejected(Stage::value, "count as well")},
       {"wrong/04a_one_too_many.hpp", [] { check_4a(a_one_too_many::errors_of, a_one_too_many::gain_per_step); },
        rejected(Stage::value, "between 50 lengths lie 49 steps")},
       {"wrong/04a_forward.hpp", [] { check_4a(a_forward::errors_of, a_forward::gain_per_step); },
        rejected(Stage::value, "the gain of the way forward")},
       {"wrong/04a_last_first.hpp", [] { check_4a(a_last_first::errors_of, a_last_first::gain_per_step); },
        rejected(Stage::gradient, "in the order T … 1")},
       {"wrong/04a_squared.hpp", [] { check_4a(a_squared::errors_of, a_squared::gain_per_step); },
        rejected(Stage::gradient, "the squares of the lengths")},
       {"exercises/04b_bound.hpp", [] { check_4b(stub::bound_of); }, todo("multiply the largest stretches")},
       {"solutions/04b_bound.hpp", [] { check_4b(solution::bound_of); }, passes()},
       {"wrong/04b_without_slopes.hpp", [] { check_4b(b_without_slopes::bound_of); },
        rejected(Stage::value, "by |W_hh| alone")},
       {"wrong/04b_one_too_many.hpp", [] { check_4b(b_one_too_many::bound_of); },
        rejected(Stage::value, "lies no step, and no factor")},
       {"wrong/04b_wrong_side.hpp", [] { check_4b(b_wrong_side::bound_of); },
        rejected(Stage::behaviour, "the slope of unit i scales row i")},
       {"wrong/04b_radius.hpp", [] { check_4b(b_radius::bound_of); }, rejected(Stage::behaviour, "that is no bound")},
       {"exercises/04c_grows.hpp", [] { check_4c(stub::growing); }, todo("find a matrix")},
       {"solutions/04c_grows.hpp", [] { check_4c(solution::growing); }, passes()},
       {"wrong/04c_large.hpp", [] { check_4c(c_large::growing); }, rejected(Stage::value, "it should be 0.5")},
       {"wrong/04c_overflow.hpp", [] { check_4c(c_overflow::growing); },
        rejected(Stage::value, "beyond the numbers of this machine")},
       {"wrong/04c_rotation.hpp", [] { check_4c(c_rotation::growing); },
        rejected(Stage::behaviour, "stretches no vector by more than its radius")},
       {"wrong/04c_first_steps.hpp", [] { check_4c(c_first_steps::growing); },
        rejected(Stage::behaviour, "must outlast")}});
}
