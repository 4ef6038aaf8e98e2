// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/16a_check.hpp"
#include "checks/16b_check.hpp"
#include "checks/16c_check.hpp"
#include "checks/16d_check.hpp"

namespace stub {
#include "exercises/16a_numbers.hpp"
#include "exercises/16b_cache.hpp"
#include "exercises/16c_head.hpp"
#include "exercises/16d_moves.hpp"
}  // namespace stub
namespace solution {
#include "solutions/16a_numbers.hpp"
#include "solutions/16b_cache.hpp"
#include "solutions/16c_head.hpp"
#include "solutions/16d_moves.hpp"
}  // namespace solution
namespace a_low_first {
#include "wrong/16a_low_first.hpp"
}
namespace a_four_always {
#include "wrong/16a_four_always.hpp"
}
namespace a_signed {
#include "wrong/16a_signed.hpp"
}
namespace a_stays {
#include "wrong/16a_stays.hpp"
}
namespace a_no_end {
#include "wrong/16a_no_end.hpp"
}
namespace a_beyond {
#include "wrong/16a_beyond.hpp"
}
namespace b_dot_product {
#include "wrong/16b_dot_product.hpp"
}
namespace b_one_late {
#include "wrong/16b_one_late.hpp"
}
namespace b_swapped {
#include "wrong/16b_swapped.hpp"
}
namespace b_overwrites {
#include "wrong/16b_overwrites.hpp"
}
namespace b_no_past {
#include "wrong/16b_no_past.hpp"
}
namespace b_overflows {
#include "wrong/16b_overflows.hpp"
}
namespace c_knows_the_answer {
#include "wrong/16c_knows_the_answer.hpp"
}
namespace c_unscaled {
#include "wrong/16c_unscaled.hpp"
}
namespace c_swapped {
#include "wrong/16c_swapped.hpp"
}
namespace c_first_of_infinities {
#include "wrong/16c_first_of_infinities.hpp"
}
namespace c_first_reads_all {
#include "wrong/16c_first_reads_all.hpp"
}
namespace c_cuts {
#include "wrong/16c_cuts.hpp"
}
namespace c_loop {
#include "wrong/16c_loop.hpp"
}
namespace d_no_direction {
#include "wrong/16d_no_direction.hpp"
}
namespace d_from_the_first {
#include "wrong/16d_from_the_first.hpp"
}
namespace d_pitch_classes {
#include "wrong/16d_pitch_classes.hpp"
}
namespace d_not_clamped {
#include "wrong/16d_not_clamped.hpp"
}
namespace d_wraps {
#include "wrong/16d_wraps.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "16-music",
      {
          {"exercises/16a_numbers.hpp", [] { check_16a(stub::write_number, stub::read_number); },
           todo("write a number of variable length")},
          {"solutions/16a_numbers.hpp", [] { check_16a(solution::write_number, solution::read_number); }, passes()},
          {"wrong/16a_low_first.hpp", [] { check_16a(a_low_first::write_number, a_low_first::read_number); },
           rejected(Stage::value, "the lowest bits first")},
          {"wrong/16a_four_always.hpp", [] { check_16a(a_four_always::write_number, a_four_always::read_number); },
           rejected(Stage::value, "it needs no more than")},
          {"wrong/16a_signed.hpp", [] { check_16a(a_signed::write_number, a_signed::read_number); },
           rejected(Stage::value, "is the byte a char")},
          {"wrong/16a_stays.hpp", [] { check_16a(a_stays::write_number, a_stays::read_number); },
           rejected(Stage::value, "the byte behind the number")},
          {"wrong/16a_no_end.hpp", [] { check_16a(a_no_end::write_number, a_no_end::read_number); },
           rejected(Stage::behaviour, "a number of five bytes")},
          {"wrong/16a_beyond.hpp", [] { check_16a(a_beyond::write_number, a_beyond::read_number); },
           rejected(Stage::behaviour, "that the end of the file cuts off")},

          {"exercises/16b_cache.hpp", [] { check_16b(stub::remember); }, todo("mix the network with its memory")},
          {"solutions/16b_cache.hpp", [] { check_16b(solution::remember); }, passes()},
          {"wrong/16b_dot_product.hpp", [] { check_16b(b_dot_product::remember); },
           rejected(Stage::value, "divide by both norms")},
          {"wrong/16b_one_late.hpp", [] { check_16b(b_one_late::remember); },
           rejected(Stage::value, "what came before state s")},
          {"wrong/16b_swapped.hpp", [] { check_16b(b_swapped::remember); },
           rejected(Stage::value, "the wrong way round")},
          {"wrong/16b_overwrites.hpp", [] { check_16b(b_overwrites::remember); },
           rejected(Stage::value, "their weights add up")},
          {"wrong/16b_no_past.hpp", [] { check_16b(b_no_past::remember); },
           rejected(Stage::behaviour, "there is no past yet")},
          {"wrong/16b_overflows.hpp", [] { check_16b(b_overflows::remember); },
           rejected(Stage::behaviour, "exp overflows")},

          {"exercises/16c_head.hpp", [] { check_16c(stub::recall); }, todo("write a memory that can be trained")},
          {"solutions/16c_head.hpp", [] { check_16c(solution::recall); }, passes()},
          {"wrong/16c_knows_the_answer.hpp", [] { check_16c(c_knows_the_answer::recall); },
           rejected(Stage::value, "which is the answer")},
          {"wrong/16c_unscaled.hpp", [] { check_16c(c_unscaled::recall); },
           rejected(Stage::value, "the division by √d")},
          {"wrong/16c_swapped.hpp", [] { check_16c(c_swapped::recall); },
           rejected(Stage::value, "queries and keys are swapped")},
          {"wrong/16c_first_of_infinities.hpp", [] { check_16c(c_first_of_infinities::recall); },
           rejected(Stage::value, "the first row is NaN")},
          {"wrong/16c_first_reads_all.hpp", [] { check_16c(c_first_reads_all::recall); },
           rejected(Stage::value, "it has nobody to ask")},
          {"wrong/16c_cuts.hpp", [] { check_16c(c_cuts::recall); },
           rejected(Stage::gradient, "does your memory cut the graph")},
          {"wrong/16c_loop.hpp", [] { check_16c(c_loop::recall); }, rejected(Stage::drawing, "as many for any length")},

          {"exercises/16d_moves.hpp", [] { check_16d(stub::moves_of); }, todo("make moves of keys")},
          {"solutions/16d_moves.hpp", [] { check_16d(solution::moves_of); }, passes()},
          {"wrong/16d_no_direction.hpp", [] { check_16d(d_no_direction::moves_of); },
           rejected(Stage::value, "give the same symbol")},
          {"wrong/16d_from_the_first.hpp", [] { check_16d(d_from_the_first::moves_of); },
           rejected(Stage::value, "you measure every note from the first")},
          {"wrong/16d_pitch_classes.hpp", [] { check_16d(d_pitch_classes::moves_of); },
           rejected(Stage::value, "the next key less this one")},
          {"wrong/16d_not_clamped.hpp", [] { check_16d(d_not_clamped::moves_of); },
           rejected(Stage::value, "what is wider than 13")},
          {"wrong/16d_wraps.hpp", [] { check_16d(d_wraps::moves_of); },
           rejected(Stage::value, "what is wider than 13")},

      });
}
