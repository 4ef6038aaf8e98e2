// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/12a_check.hpp"
#include "checks/12b_check.hpp"
#include "checks/12c_check.hpp"
#include "checks/12d_check.hpp"

namespace stub {
#include "exercises/12a_look_back.hpp"
#include "exercises/12b_order.hpp"
#include "exercises/12c_heads.hpp"
#include "exercises/12d_blind.hpp"
}  // namespace stub
namespace solution {
#include "solutions/12a_look_back.hpp"
#include "solutions/12b_order.hpp"
#include "solutions/12c_heads.hpp"
#include "solutions/12d_blind.hpp"
}  // namespace solution
namespace a_unscaled {
#include "wrong/12a_unscaled.hpp"
}
namespace a_divides_by_d {
#include "wrong/12a_divides_by_d.hpp"
}
namespace a_looks_ahead {
#include "wrong/12a_looks_ahead.hpp"
}
namespace a_masks_late {
#include "wrong/12a_masks_late.hpp"
}
namespace a_cuts {
#include "wrong/12a_cuts.hpp"
}
namespace a_row_by_row {
#include "wrong/12a_row_by_row.hpp"
}
namespace b_not_moved_along {
#include "wrong/12b_not_moved_along.hpp"
}
namespace b_turns_round {
#include "wrong/12b_turns_round.hpp"
}
namespace b_shifts {
#include "wrong/12b_shifts.hpp"
}
namespace b_to_the_last_digit {
#include "wrong/12b_to_the_last_digit.hpp"
}
namespace c_interleaved {
#include "wrong/12c_interleaved.hpp"
}
namespace c_not_put_back {
#include "wrong/12c_not_put_back.hpp"
}
namespace c_divides_by_width {
#include "wrong/12c_divides_by_width.hpp"
}
namespace c_one_head {
#include "wrong/12c_one_head.hpp"
}
namespace c_cuts {
#include "wrong/12c_cuts.hpp"
}
namespace c_loop {
#include "wrong/12c_loop.hpp"
}
namespace d_one_of_k {
#include "wrong/12d_one_of_k.hpp"
}
namespace d_whole_batch {
#include "wrong/12d_whole_batch.hpp"
}
namespace d_columns {
#include "wrong/12d_columns.hpp"
}
namespace d_for_each_position {
#include "wrong/12d_for_each_position.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "12-a-glimpse-of-attention",
      {
          {"exercises/12a_look_back.hpp", [] { check_12a(stub::look_back); },
           todo("write attention with a causal mask")},
          {"solutions/12a_look_back.hpp", [] { check_12a(solution::look_back); }, passes()},
          {"wrong/12a_unscaled.hpp", [] { check_12a(a_unscaled::look_back); },
           rejected(Stage::value, "without the division by √d")},
          {"wrong/12a_divides_by_d.hpp", [] { check_12a(a_divides_by_d::look_back); },
           rejected(Stage::value, "it is √d")},
          {"wrong/12a_looks_ahead.hpp", [] { check_12a(a_looks_ahead::look_back); },
           rejected(Stage::value, "look ahead")},
          {"wrong/12a_masks_late.hpp", [] { check_12a(a_masks_late::look_back); },
           rejected(Stage::value, "the mask belongs before")},
          {"wrong/12a_cuts.hpp", [] { check_12a(a_cuts::look_back); },
           rejected(Stage::gradient, "does your attention cut the graph")},
          {"wrong/12a_row_by_row.hpp", [] { check_12a(a_row_by_row::look_back); },
           rejected(Stage::drawing, "as many for any length")},

          {"exercises/12b_order.hpp", [] { check_12b(stub::knows_order); }, todo("ask the layer in another order")},
          {"solutions/12b_order.hpp", [] { check_12b(solution::knows_order); }, passes()},
          {"wrong/12b_not_moved_along.hpp", [] { check_12b(b_not_moved_along::knows_order); },
           rejected(Stage::value, "its answers move along")},
          {"wrong/12b_turns_round.hpp", [] { check_12b(b_turns_round::knows_order); },
           rejected(Stage::behaviour, "if the sequence is turned round")},
          {"wrong/12b_shifts.hpp", [] { check_12b(b_shifts::knows_order); },
           rejected(Stage::behaviour, "nor if it is shifted")},
          {"wrong/12b_to_the_last_digit.hpp", [] { check_12b(b_to_the_last_digit::knows_order); },
           rejected(Stage::behaviour, "but for rounding")},

          {"exercises/12c_heads.hpp", [] { check_12c(stub::many_heads); }, todo("write attention with several heads")},
          {"solutions/12c_heads.hpp", [] { check_12c(solution::many_heads); }, passes()},
          {"wrong/12c_interleaved.hpp", [] { check_12c(c_interleaved::many_heads); },
           rejected(Stage::value, "reshape to (T, heads, d)")},
          {"wrong/12c_not_put_back.hpp", [] { check_12c(c_not_put_back::many_heads); },
           rejected(Stage::value, "must become (T, heads, d) first")},
          {"wrong/12c_divides_by_width.hpp", [] { check_12c(c_divides_by_width::many_heads); },
           rejected(Stage::behaviour, "divided by √width")},
          {"wrong/12c_one_head.hpp", [] { check_12c(c_one_head::many_heads); },
           rejected(Stage::behaviour, "all heads look with the same weights")},
          {"wrong/12c_cuts.hpp", [] { check_12c(c_cuts::many_heads); },
           rejected(Stage::gradient, "does your attention cut the graph")},
          {"wrong/12c_loop.hpp", [] { check_12c(c_loop::many_heads); },
           rejected(Stage::drawing, "all heads are one operation each")},

          {"exercises/12d_blind.hpp", [] { check_12d(stub::best_blind); }, todo("count what a blind reader")},
          {"solutions/12d_blind.hpp", [] { check_12d(solution::best_blind); }, passes()},
          {"wrong/12d_one_of_k.hpp", [] { check_12d(d_one_of_k::best_blind); },
           rejected(Stage::value, "the best is 1, which is right at two")},
          {"wrong/12d_whole_batch.hpp", [] { check_12d(d_whole_batch::best_blind); },
           rejected(Stage::value, "an answer of its own")},
          {"wrong/12d_columns.hpp", [] { check_12d(d_columns::best_blind); }, rejected(Stage::value, "ids[n T + t]")},
          {"wrong/12d_for_each_position.hpp", [] { check_12d(d_for_each_position::best_blind); },
           rejected(Stage::value, "the same answer at all four positions")},
      });
}
