// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/10a_check.hpp"
#include "checks/10b_check.hpp"
#include "checks/10c_check.hpp"
#include "checks/10d_check.hpp"

namespace stub {
#include "exercises/10a_both.hpp"
#include "exercises/10b_way.hpp"
#include "exercises/10c_ahead.hpp"
#include "exercises/10d_ragged.hpp"
}  // namespace stub
namespace solution {
#include "solutions/10a_both.hpp"
#include "solutions/10b_way.hpp"
#include "solutions/10c_ahead.hpp"
#include "solutions/10d_ragged.hpp"
}  // namespace solution
namespace a_not_back {
#include "wrong/10a_not_back.hpp"
}
namespace a_batch {
#include "wrong/10a_batch.hpp"
}
namespace a_one_cell {
#include "wrong/10a_one_cell.hpp"
}
namespace a_forwards {
#include "wrong/10a_forwards.hpp"
}
namespace a_swapped {
#include "wrong/10a_swapped.hpp"
}
namespace a_cuts {
#include "wrong/10a_cuts.hpp"
}
namespace b_one_step_more {
#include "wrong/10b_one_step_more.hpp"
}
namespace b_same_way {
#include "wrong/10b_same_way.hpp"
}
namespace b_plumbing {
#include "wrong/10b_plumbing.hpp"
}
namespace b_first_found {
#include "wrong/10b_first_found.hpp"
}
namespace b_no_way {
#include "wrong/10b_no_way.hpp"
}
namespace b_longest {
#include "wrong/10b_longest.hpp"
}
namespace c_plain_sum {
#include "wrong/10c_plain_sum.hpp"
}
namespace c_next_only {
#include "wrong/10c_next_only.hpp"
}
namespace c_first_only {
#include "wrong/10c_first_only.hpp"
}
namespace c_threshold {
#include "wrong/10c_threshold.hpp"
}
namespace c_behind {
#include "wrong/10c_behind.hpp"
}
namespace c_not_below_0 {
#include "wrong/10c_not_below_0.hpp"
}
namespace d_reads_padding {
#include "wrong/10d_reads_padding.hpp"
}
namespace d_not_cleared {
#include "wrong/10d_not_cleared.hpp"
}
namespace d_one_late {
#include "wrong/10d_one_late.hpp"
}
namespace d_multiplies {
#include "wrong/10d_multiplies.hpp"
}
namespace d_forwards {
#include "wrong/10d_forwards.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "10-both-directions",
      {
          {"exercises/10a_both.hpp", [] { check_10a(stub::reversed, stub::both_ways); }, todo("write reversed")},
          {"solutions/10a_both.hpp", [] { check_10a(solution::reversed, solution::both_ways); }, passes()},
          {"wrong/10a_not_back.hpp", [] { check_10a(a_not_back::reversed, a_not_back::both_ways); },
           rejected(Stage::value, "in the order in which it was read")},
          {"wrong/10a_batch.hpp", [] { check_10a(a_batch::reversed, a_batch::both_ways); },
           rejected(Stage::value, "time is the first axis")},
          {"wrong/10a_one_cell.hpp", [] { check_10a(a_one_cell::reversed, a_one_cell::both_ways); },
           rejected(Stage::value, "with the weights of `past`")},
          {"wrong/10a_forwards.hpp", [] { check_10a(a_forwards::reversed, a_forwards::both_ways); },
           rejected(Stage::value, "has read forwards")},
          {"wrong/10a_swapped.hpp", [] { check_10a(a_swapped::reversed, a_swapped::both_ways); },
           rejected(Stage::value, "the future stands first")},
          {"wrong/10a_cuts.hpp", [] { check_10a(a_cuts::reversed, a_cuts::both_ways); },
           rejected(Stage::gradient, "cut the graph")},

          {"exercises/10b_way.hpp", [] { check_10b(stub::predicted, stub::fewest); }, todo("write fewest")},
          {"solutions/10b_way.hpp", [] { check_10b(solution::predicted, solution::fewest); }, passes()},
          {"wrong/10b_one_step_more.hpp", [] { check_10b(b_one_step_more::predicted, b_one_step_more::fewest); },
           rejected(Stage::drawing, "3 in each one after it")},
          {"wrong/10b_same_way.hpp", [] { check_10b(b_same_way::predicted, b_same_way::fewest); },
           rejected(Stage::drawing, "that direction ends at t = 1")},
          {"wrong/10b_plumbing.hpp", [] { check_10b(b_plumbing::predicted, b_plumbing::fewest); },
           rejected(Stage::value, "only moves numbers")},
          {"wrong/10b_first_found.hpp", [] { check_10b(b_first_found::predicted, b_first_found::fewest); },
           rejected(Stage::value, "by a longer way first")},
          {"wrong/10b_no_way.hpp", [] { check_10b(b_no_way::predicted, b_no_way::fewest); },
           rejected(Stage::value, "no way leads there")},
          {"wrong/10b_longest.hpp", [] { check_10b(b_longest::predicted, b_longest::fewest); },
           rejected(Stage::value, "+ reads x directly")},

          {"exercises/10c_ahead.hpp", [] { check_10c(stub::reads_ahead); }, todo("ask the gradient")},
          {"solutions/10c_ahead.hpp", [] { check_10c(solution::reads_ahead); }, passes()},
          {"wrong/10c_plain_sum.hpp", [] { check_10c(c_plain_sum::reads_ahead); },
           rejected(Stage::gradient, "plain sum has no gradient")},
          {"wrong/10c_next_only.hpp", [] { check_10c(c_next_only::reads_ahead); },
           rejected(Stage::value, "h_1 has read x_6")},
          {"wrong/10c_first_only.hpp", [] { check_10c(c_first_only::reads_ahead); },
           rejected(Stage::value, "not even x_t")},
          {"wrong/10c_threshold.hpp", [] { check_10c(c_threshold::reads_ahead); },
           rejected(Stage::behaviour, "it is not 0")},
          {"wrong/10c_behind.hpp", [] { check_10c(c_behind::reads_ahead); },
           rejected(Stage::value, "x_t itself is 0 ahead")},
          {"wrong/10c_not_below_0.hpp", [] { check_10c(c_not_below_0::reads_ahead); },
           rejected(Stage::value, "not even x_t has been read")},

          {"exercises/10d_ragged.hpp", [] { check_10d(stub::from_the_end); }, todo("own end")},
          {"solutions/10d_ragged.hpp", [] { check_10d(solution::from_the_end); }, passes()},
          {"wrong/10d_reads_padding.hpp", [] { check_10d(d_reads_padding::from_the_end); },
           rejected(Stage::value, "has read its padding")},
          {"wrong/10d_not_cleared.hpp", [] { check_10d(d_not_cleared::from_the_end); },
           rejected(Stage::value, "that is padding")},
          {"wrong/10d_one_late.hpp", [] { check_10d(d_one_late::from_the_end); },
           rejected(Stage::value, "it begins there")},
          {"wrong/10d_multiplies.hpp", [] { check_10d(d_multiplies::from_the_end); },
           rejected(Stage::behaviour, "0 · NaN")},
          {"wrong/10d_forwards.hpp", [] { check_10d(d_forwards::from_the_end); },
           rejected(Stage::value, "it begins there")},
      });
}
