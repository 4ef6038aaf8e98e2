// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/11a_check.hpp"
#include "checks/11b_check.hpp"
#include "checks/11c_check.hpp"
#include "checks/11d_check.hpp"

namespace stub {
#include "exercises/11a_tied.hpp"
#include "exercises/11b_contradiction.hpp"
#include "exercises/11c_reach.hpp"
#include "exercises/11d_odd.hpp"
}  // namespace stub
namespace solution {
#include "solutions/11a_tied.hpp"
#include "solutions/11b_contradiction.hpp"
#include "solutions/11c_reach.hpp"
#include "solutions/11d_odd.hpp"
}  // namespace solution
namespace a_same_way {
#include "wrong/11a_same_way.hpp"
}
namespace a_no_abs {
#include "wrong/11a_no_abs.hpp"
}
namespace a_goes_on {
#include "wrong/11a_goes_on.hpp"
}
namespace a_reads_all {
#include "wrong/11a_reads_all.hpp"
}
namespace a_one_more {
#include "wrong/11a_one_more.hpp"
}
namespace a_sigmoid {
#include "wrong/11a_sigmoid.hpp"
}
namespace a_cuts {
#include "wrong/11a_cuts.hpp"
}
namespace b_not_mirrored {
#include "wrong/11b_not_mirrored.hpp"
}
namespace b_far_apart {
#include "wrong/11b_far_apart.hpp"
}
namespace b_three {
#include "wrong/11b_three.hpp"
}
namespace b_last_place {
#include "wrong/11b_last_place.hpp"
}
namespace b_same {
#include "wrong/11b_same.hpp"
}
namespace b_always {
#include "wrong/11b_always.hpp"
}
namespace c_half {
#include "wrong/11c_half.hpp"
}
namespace c_no_log {
#include "wrong/11c_no_log.hpp"
}
namespace c_from_one {
#include "wrong/11c_from_one.hpp"
}
namespace c_log10 {
#include "wrong/11c_log10.hpp"
}
namespace c_two_points {
#include "wrong/11c_two_points.hpp"
}
namespace d_uneven {
#include "wrong/11d_uneven.hpp"
}
namespace d_both_read {
#include "wrong/11d_both_read.hpp"
}
namespace d_one_pair_less {
#include "wrong/11d_one_pair_less.hpp"
}
namespace d_from_middle {
#include "wrong/11d_from_middle.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "11-palindromes",
      {
          {"exercises/11a_tied.hpp", [] { check_11a(stub::palindrome_score); }, todo("write both chains and compare")},
          {"solutions/11a_tied.hpp", [] { check_11a(solution::palindrome_score); }, passes()},
          {"wrong/11a_same_way.hpp", [] { check_11a(a_same_way::palindrome_score); },
           rejected(Stage::value, "from left to right")},
          {"wrong/11a_no_abs.hpp", [] { check_11a(a_no_abs::palindrome_score); },
           rejected(Stage::value, "with its sign")},
          {"wrong/11a_goes_on.hpp", [] { check_11a(a_goes_on::palindrome_score); },
           rejected(Stage::value, "where the first has ended")},
          {"wrong/11a_reads_all.hpp", [] { check_11a(a_reads_all::palindrome_score); },
           rejected(Stage::value, "read all T symbols")},
          {"wrong/11a_one_more.hpp", [] { check_11a(a_one_more::palindrome_score); },
           rejected(Stage::value, "one symbol too many")},
          {"wrong/11a_sigmoid.hpp", [] { check_11a(a_sigmoid::palindrome_score); },
           rejected(Stage::value, "through σ")},
          {"wrong/11a_cuts.hpp", [] { check_11a(a_cuts::palindrome_score); },
           rejected(Stage::gradient, "first chain alone")},

          {"exercises/11b_contradiction.hpp", [] { check_11b(stub::find_contradiction); }, todo("search the pairs")},
          {"solutions/11b_contradiction.hpp", [] { check_11b(solution::find_contradiction); }, passes()},
          {"wrong/11b_not_mirrored.hpp", [] { check_11b(b_not_mirrored::find_contradiction); },
           rejected(Stage::value, "You never asked for")},
          {"wrong/11b_far_apart.hpp", [] { check_11b(b_far_apart::find_contradiction); },
           rejected(Stage::value, "differ in exactly one")},
          {"wrong/11b_three.hpp", [] { check_11b(b_three::find_contradiction); },
           rejected(Stage::value, "at most 2 should be")},
          {"wrong/11b_last_place.hpp", [] { check_11b(b_last_place::find_contradiction); },
           rejected(Stage::behaviour, "may differ in any place")},
          {"wrong/11b_same.hpp", [] { check_11b(b_same::find_contradiction); },
           rejected(Stage::value, "differ in 0 places")},
          {"wrong/11b_always.hpp", [] { check_11b(b_always::find_contradiction); },
           rejected(Stage::value, "at most 2 should be")},

          {"exercises/11c_reach.hpp", [] { check_11c(stub::length_that_fails); }, todo("foretell the length")},
          {"solutions/11c_reach.hpp", [] { check_11c(solution::length_that_fails); }, passes()},
          {"wrong/11c_half.hpp", [] { check_11c(c_half::length_that_fails); },
           rejected(Stage::value, "the word has two halves")},
          {"wrong/11c_no_log.hpp", [] { check_11c(c_no_log::length_that_fails); },
           rejected(Stage::value, "logarithmic axis")},
          {"wrong/11c_from_one.hpp", [] { check_11c(c_from_one::length_that_fails); },
           rejected(Stage::value, "logarithmic axis")},
          {"wrong/11c_log10.hpp", [] { check_11c(c_log10::length_that_fails); }, rejected(Stage::value, "same base")},
          {"wrong/11c_two_points.hpp", [] { check_11c(c_two_points::length_that_fails); },
           rejected(Stage::behaviour, "use all the gaps")},

          {"exercises/11d_odd.hpp", [] { check_11d(stub::mirror_difference); }, todo("write both chains")},
          {"solutions/11d_odd.hpp", [] { check_11d(solution::mirror_difference); }, passes()},
          {"wrong/11d_uneven.hpp", [] { check_11d(d_uneven::mirror_difference); },
           rejected(Stage::value, "one of your chains reads the symbol")},
          {"wrong/11d_both_read.hpp", [] { check_11d(d_both_read::mirror_difference); },
           rejected(Stage::value, "has no say")},
          {"wrong/11d_one_pair_less.hpp", [] { check_11d(d_one_pair_less::mirror_difference); },
           rejected(Stage::value, "leave out the pair")},
          {"wrong/11d_from_middle.hpp", [] { check_11d(d_from_middle::mirror_difference); },
           rejected(Stage::value, "from the outside")},
      });
}
