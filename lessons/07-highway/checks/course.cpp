// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/07a_check.hpp"
#include "checks/07b_check.hpp"
#include "checks/07c_check.hpp"
#include "checks/07d_check.hpp"

namespace stub {
#include "exercises/07a_lstm.hpp"
#include "exercises/07b_roads.hpp"
#include "exercises/07c_shortcut.hpp"
#include "exercises/07d_counter.hpp"
}  // namespace stub
namespace solution {
#include "solutions/07a_lstm.hpp"
#include "solutions/07b_roads.hpp"
#include "solutions/07c_shortcut.hpp"
#include "solutions/07d_counter.hpp"
}  // namespace solution
namespace a_order {
#include "wrong/07a_order.hpp"
}
namespace a_shows_all {
#include "wrong/07a_shows_all.hpp"
}
namespace a_squashes_belt {
#include "wrong/07a_squashes_belt.hpp"
}
namespace a_swapped {
#include "wrong/07a_swapped.hpp"
}
namespace a_cuts {
#include "wrong/07a_cuts.hpp"
}
namespace b_no_forget_gate {
#include "wrong/07b_no_forget_gate.hpp"
}
namespace b_other_h {
#include "wrong/07b_other_h.hpp"
}
namespace b_no_transpose {
#include "wrong/07b_no_transpose.hpp"
}
namespace b_stops_at_h {
#include "wrong/07b_stops_at_h.hpp"
}
namespace b_skips_o {
#include "wrong/07b_skips_o.hpp"
}
namespace c_one_late {
#include "wrong/07c_one_late.hpp"
}
namespace c_own_tanh {
#include "wrong/07c_own_tanh.hpp"
}
namespace c_cuts {
#include "wrong/07c_cuts.hpp"
}
namespace d_leaks {
#include "wrong/07d_leaks.hpp"
}
namespace d_adds_less {
#include "wrong/07d_adds_less.hpp"
}
namespace d_listens {
#include "wrong/07d_listens.hpp"
}
namespace d_never_resets {
#include "wrong/07d_never_resets.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "07-highway",
      {
          {"exercises/07a_lstm.hpp", check_7a<stub::BeltCell>, todo("write step")},
          {"solutions/07a_lstm.hpp", check_7a<solution::BeltCell>, passes()},
          {"wrong/07a_order.hpp", check_7a<a_order::BeltCell>, rejected(Stage::value, "in the order figo")},
          {"wrong/07a_shows_all.hpp", check_7a<a_shows_all::BeltCell>,
           rejected(Stage::value, "what is shown is squashed")},
          {"wrong/07a_squashes_belt.hpp", check_7a<a_squashes_belt::BeltCell>,
           rejected(Stage::value, "squashed by a tanh, at every step anew")},
          {"wrong/07a_swapped.hpp", check_7a<a_swapped::BeltCell>,
           rejected(Stage::value, "returns c_t as h and h_t as c")},
          {"wrong/07a_cuts.hpp", check_7a<a_cuts::BeltCell>, rejected(Stage::gradient, "does your step cut the graph")},

          {"exercises/07b_roads.hpp", [] { check_7b(stub::one_step_back); }, todo("write the step back")},
          {"solutions/07b_roads.hpp", [] { check_7b(solution::one_step_back); }, passes()},
          {"wrong/07b_no_forget_gate.hpp", [] { check_7b(b_no_forget_gate::one_step_back); },
           rejected(Stage::gradient, "what returns through f")},
          {"wrong/07b_other_h.hpp", [] { check_7b(b_other_h::one_step_back); },
           rejected(Stage::value, "the gate f has read h_{t−1}")},
          {"wrong/07b_no_transpose.hpp", [] { check_7b(b_no_transpose::one_step_back); },
           rejected(Stage::gradient, "needs the transpose")},
          {"wrong/07b_stops_at_h.hpp", [] { check_7b(b_stops_at_h::one_step_back); },
           rejected(Stage::gradient, "from there it is one step more")},
          {"wrong/07b_skips_o.hpp", [] { check_7b(b_skips_o::one_step_back); },
           rejected(Stage::gradient, "right but for the factor o")},

          {"exercises/07c_shortcut.hpp", [] { check_7c(stub::with_shortcuts); }, todo("write the recurrence")},
          {"solutions/07c_shortcut.hpp", [] { check_7c(solution::with_shortcuts); }, passes()},
          {"wrong/07c_one_late.hpp", [] { check_7c(c_one_late::with_shortcuts); },
           rejected(Stage::value, "reaches k − 1 steps back")},
          {"wrong/07c_own_tanh.hpp", [] { check_7c(c_own_tanh::with_shortcuts); },
           rejected(Stage::value, "enters behind the tanh")},
          {"wrong/07c_cuts.hpp", [] { check_7c(c_cuts::with_shortcuts); },
           rejected(Stage::gradient, "does the shortcut cut the graph")},

          {"exercises/07d_counter.hpp", [] { check_7d(stub::set_counter); }, todo("set the weights")},
          {"solutions/07d_counter.hpp", [] { check_7d(solution::set_counter); }, passes()},
          {"solutions/07d, where the output gate listens to h",
           [] {
             check_7d([](const nn::LSTMCell& cell) {
               solution::set_counter(cell);
               cell.W_hh.assign(Array({1, 4}, {0, 0, 0, 1}));
             });
           },
           passes()},
          {"wrong/07d_leaks.hpp", [] { check_7d(d_leaks::set_counter); },
           rejected(Stage::behaviour, "leaks a little at every step")},
          {"wrong/07d_adds_less.hpp", [] { check_7d(d_adds_less::set_counter); },
           rejected(Stage::value, "so both must be 1")},
          {"wrong/07d_listens.hpp", [] { check_7d(d_listens::set_counter); },
           rejected(Stage::value, "your gates listen to h")},
          {"wrong/07d_never_resets.hpp", [] { check_7d(d_never_resets::set_counter); },
           rejected(Stage::value, "by the gate that stands on it")},
      });
}
