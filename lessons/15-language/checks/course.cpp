// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/15a_check.hpp"
#include "checks/15b_check.hpp"
#include "checks/15c_check.hpp"
#include "checks/15d_check.hpp"

namespace stub {
#include "exercises/15a_interpolated.hpp"
#include "exercises/15b_beside.hpp"
#include "exercises/15c_temperature.hpp"
#include "exercises/15d_probe.hpp"
}  // namespace stub
namespace solution {
#include "solutions/15a_interpolated.hpp"
#include "solutions/15b_beside.hpp"
#include "solutions/15c_temperature.hpp"
#include "solutions/15d_probe.hpp"
}  // namespace solution
namespace a_without_u {
#include "wrong/15a_without_u.hpp"
}
namespace a_backs_off {
#include "wrong/15a_backs_off.hpp"
}
namespace a_unseen {
#include "wrong/15a_unseen.hpp"
}
namespace a_first_symbols {
#include "wrong/15a_first_symbols.hpp"
}
namespace a_beginning {
#include "wrong/15a_beginning.hpp"
}
namespace b_sees_it {
#include "wrong/15b_sees_it.hpp"
}
namespace b_forwards {
#include "wrong/15b_forwards.hpp"
}
namespace b_right_sees_it {
#include "wrong/15b_right_sees_it.hpp"
}
namespace b_round {
#include "wrong/15b_round.hpp"
}
namespace b_cuts {
#include "wrong/15b_cuts.hpp"
}
namespace c_multiplies {
#include "wrong/15c_multiplies.hpp"
}
namespace c_divides_p {
#include "wrong/15c_divides_p.hpp"
}
namespace c_overflows {
#include "wrong/15c_overflows.hpp"
}
namespace c_no_sum {
#include "wrong/15c_no_sum.hpp"
}
namespace c_or_equal {
#include "wrong/15c_or_equal.hpp"
}
namespace c_no_limit {
#include "wrong/15c_no_limit.hpp"
}
namespace d_no_b {
#include "wrong/15d_no_b.hpp"
}
namespace d_wrong_threshold {
#include "wrong/15d_wrong_threshold.hpp"
}
namespace d_fives {
#include "wrong/15d_fives.hpp"
}
namespace d_three_steps {
#include "wrong/15d_three_steps.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "15-language",
      {
          {"exercises/15a_interpolated.hpp", [] { check_15a(stub::comes_next); }, todo("write the interpolated")},
          {"solutions/15a_interpolated.hpp", [] { check_15a(solution::comes_next); }, passes()},
          {"wrong/15a_without_u.hpp", [] { check_15a(a_without_u::comes_next); }, rejected(Stage::value, "c u p_{−1}")},
          {"wrong/15a_backs_off.hpp", [] { check_15a(a_backs_off::comes_next); }, rejected(Stage::value, "c u p_{−1}")},
          {"wrong/15a_unseen.hpp", [] { check_15a(a_unseen::comes_next); }, rejected(Stage::behaviour, "p_2 is p_1")},
          {"wrong/15a_first_symbols.hpp", [] { check_15a(a_first_symbols::comes_next); },
           rejected(Stage::value, "last symbol of the context")},
          {"wrong/15a_beginning.hpp", [] { check_15a(a_beginning::comes_next); },
           rejected(Stage::value, "after a came")},

          {"exercises/15b_beside.hpp", [] { check_15b(stub::beside); }, todo("side by side")},
          {"solutions/15b_beside.hpp", [] { check_15b(solution::beside); }, passes()},
          {"wrong/15b_sees_it.hpp", [] { check_15b(b_sees_it::beside); },
           rejected(Stage::value, "nothing stands before")},
          {"wrong/15b_forwards.hpp", [] { check_15b(b_forwards::beside); },
           rejected(Stage::value, "what `right` knows")},
          {"wrong/15b_right_sees_it.hpp", [] { check_15b(b_right_sees_it::beside); },
           rejected(Stage::value, "what `right` knows")},
          {"wrong/15b_round.hpp", [] { check_15b(b_round::beside); }, rejected(Stage::value, "nothing stands before")},
          {"wrong/15b_cuts.hpp", [] { check_15b(b_cuts::beside); }, rejected(Stage::gradient, "was the graph cut")},

          {"exercises/15c_temperature.hpp", [] { check_15c(stub::draw_letter); }, todo("draw by temperature")},
          {"solutions/15c_temperature.hpp", [] { check_15c(solution::draw_letter); }, passes()},
          {"wrong/15c_multiplies.hpp", [] { check_15c(c_multiplies::draw_letter); },
           rejected(Stage::value, "divided by the temperature")},
          {"wrong/15c_divides_p.hpp", [] { check_15c(c_divides_p::draw_letter); },
           rejected(Stage::value, "divided by the temperature")},
          {"wrong/15c_overflows.hpp", [] { check_15c(c_overflows::draw_letter); },
           rejected(Stage::behaviour, "overflow")},
          {"wrong/15c_no_sum.hpp", [] { check_15c(c_no_sum::draw_letter); }, rejected(Stage::value, "their sums")},
          {"wrong/15c_or_equal.hpp", [] { check_15c(c_or_equal::draw_letter); },
           rejected(Stage::behaviour, "u = 0 is not less")},
          {"wrong/15c_no_limit.hpp", [] { check_15c(c_no_limit::draw_letter); },
           rejected(Stage::behaviour, "temperature 0")},

          {"exercises/15d_probe.hpp", [] { check_15d(stub::fit_probe); }, todo("fit the classifier")},
          {"solutions/15d_probe.hpp", [] { check_15d(solution::fit_probe); }, passes()},
          {"wrong/15d_no_b.hpp", [] { check_15d(d_no_b::fit_probe); }, rejected(Stage::value, "with some w and b")},
          {"wrong/15d_wrong_threshold.hpp", [] { check_15d(d_wrong_threshold::fit_probe); },
           rejected(Stage::value, "a line divides them")},
          {"wrong/15d_fives.hpp", [] { check_15d(d_fives::fit_probe); }, rejected(Stage::value, "the answer above 0")},
          {"wrong/15d_three_steps.hpp", [] { check_15d(d_three_steps::fit_probe); },
           rejected(Stage::value, "a line divides them")},

      });
}
