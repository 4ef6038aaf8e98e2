// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/13a_check.hpp"
#include "checks/13b_check.hpp"
#include "checks/13c_check.hpp"
#include "checks/13d_check.hpp"

namespace stub {
#include "exercises/13a_formulas.hpp"
#include "exercises/13b_steps.hpp"
#include "exercises/13c_cache.hpp"
#include "exercises/13d_window.hpp"
}  // namespace stub
namespace solution {
#include "solutions/13a_formulas.hpp"
#include "solutions/13b_steps.hpp"
#include "solutions/13c_cache.hpp"
#include "solutions/13d_window.hpp"
}  // namespace solution
namespace a_without_additions {
#include "wrong/13a_without_additions.hpp"
}
namespace a_no_h_bias {
#include "wrong/13a_no_h_bias.hpp"
}
namespace a_one_head {
#include "wrong/13a_one_head.hpp"
}
namespace a_heads_times {
#include "wrong/13a_heads_times.hpp"
}
namespace a_scores_too {
#include "wrong/13a_scores_too.hpp"
}
namespace b_reads_first {
#include "wrong/13b_reads_first.hpp"
}
namespace b_not_divided {
#include "wrong/13b_not_divided.hpp"
}
namespace b_bare_query {
#include "wrong/13b_bare_query.hpp"
}
namespace b_starts_anew {
#include "wrong/13b_starts_anew.hpp"
}
namespace b_cuts {
#include "wrong/13b_cuts.hpp"
}
namespace c_unscaled {
#include "wrong/13c_unscaled.hpp"
}
namespace c_not_itself {
#include "wrong/13c_not_itself.hpp"
}
namespace c_only_itself {
#include "wrong/13c_only_itself.hpp"
}
namespace c_projects_again {
#include "wrong/13c_projects_again.hpp"
}
namespace c_cuts {
#include "wrong/13c_cuts.hpp"
}
namespace d_one_short {
#include "wrong/13d_one_short.hpp"
}
namespace d_reads_padding {
#include "wrong/13d_reads_padding.hpp"
}
namespace d_other_side {
#include "wrong/13d_other_side.hpp"
}
namespace d_square {
#include "wrong/13d_square.hpp"
}
namespace d_one_layer_more {
#include "wrong/13d_one_layer_more.hpp"
}
namespace d_one_path {
#include "wrong/13d_one_path.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "13-the-price",
      {
          {"exercises/13a_formulas.hpp",
           [] { check_13a(stub::gru_work, stub::attention_work, stub::attention_memory); },
           todo("count the GRU's work")},
          {"solutions/13a_formulas.hpp",
           [] { check_13a(solution::gru_work, solution::attention_work, solution::attention_memory); }, passes()},
          {"wrong/13a_without_additions.hpp",
           [] {
             check_13a(a_without_additions::gru_work, a_without_additions::attention_work,
                       a_without_additions::attention_memory);
           },
           rejected(Stage::value, "a multiplication and an addition")},
          {"wrong/13a_no_h_bias.hpp",
           [] { check_13a(a_no_h_bias::gru_work, a_no_h_bias::attention_work, a_no_h_bias::attention_memory); },
           rejected(Stage::value, "three biases")},
          {"wrong/13a_one_head.hpp",
           [] { check_13a(a_one_head::gru_work, a_one_head::attention_work, a_one_head::attention_memory); },
           rejected(Stage::behaviour, "once for each head")},
          {"wrong/13a_heads_times.hpp",
           [] { check_13a(a_heads_times::gru_work, a_heads_times::attention_work, a_heads_times::attention_memory); },
           rejected(Stage::behaviour, "what one head")},
          {"wrong/13a_scores_too.hpp",
           [] { check_13a(a_scores_too::gru_work, a_scores_too::attention_work, a_scores_too::attention_memory); },
           rejected(Stage::behaviour, "reads the weights only")},

          {"exercises/13b_steps.hpp", [] { check_13b(stub::linear_attention_by_steps); }, todo("write the recurrence")},
          {"solutions/13b_steps.hpp", [] { check_13b(solution::linear_attention_by_steps); }, passes()},
          {"wrong/13b_reads_first.hpp", [] { check_13b(b_reads_first::linear_attention_by_steps); },
           rejected(Stage::value, "have step t in them")},
          {"wrong/13b_not_divided.hpp", [] { check_13b(b_not_divided::linear_attention_by_steps); },
           rejected(Stage::value, "add up to 1")},
          {"wrong/13b_bare_query.hpp", [] { check_13b(b_bare_query::linear_attention_by_steps); },
           rejected(Stage::value, "missing for the query")},
          {"wrong/13b_starts_anew.hpp", [] { check_13b(b_starts_anew::linear_attention_by_steps); },
           rejected(Stage::behaviour, "begin the sums anew")},
          {"wrong/13b_cuts.hpp", [] { check_13b(b_cuts::linear_attention_by_steps); },
           rejected(Stage::gradient, "cut off from the graph")},

          {"exercises/13c_cache.hpp", [] { check_13c(stub::attend_next); }, todo("write the step")},
          {"solutions/13c_cache.hpp", [] { check_13c(solution::attend_next); }, passes()},
          {"wrong/13c_unscaled.hpp", [] { check_13c(c_unscaled::attend_next); },
           rejected(Stage::value, "not divided by √d")},
          {"wrong/13c_not_itself.hpp", [] { check_13c(c_not_itself::attend_next); },
           rejected(Stage::value, "and not itself")},
          {"wrong/13c_only_itself.hpp", [] { check_13c(c_only_itself::attend_next); },
           rejected(Stage::value, "a row for each step so far")},
          {"wrong/13c_projects_again.hpp", [] { check_13c(c_projects_again::attend_next); },
           rejected(Stage::behaviour, "of the past anew")},
          {"wrong/13c_cuts.hpp", [] { check_13c(c_cuts::attend_next); },
           rejected(Stage::gradient, "cut off from the graph")},

          {"exercises/13d_window.hpp", [] { check_13d(stub::window_attention, stub::layers_needed); },
           todo("write the attention")},
          {"solutions/13d_window.hpp", [] { check_13d(solution::window_attention, solution::layers_needed); },
           passes()},
          {"wrong/13d_one_short.hpp", [] { check_13d(d_one_short::window_attention, d_one_short::layers_needed); },
           rejected(Stage::value, "itself among them")},
          {"wrong/13d_reads_padding.hpp",
           [] { check_13d(d_reads_padding::window_attention, d_reads_padding::layers_needed); },
           rejected(Stage::value, "gets no weight")},
          {"wrong/13d_other_side.hpp", [] { check_13d(d_other_side::window_attention, d_other_side::layers_needed); },
           rejected(Stage::value, "into the future")},
          {"wrong/13d_square.hpp", [] { check_13d(d_square::window_attention, d_square::layers_needed); },
           rejected(Stage::behaviour, "that the window shuts out")},
          {"wrong/13d_one_layer_more.hpp",
           [] { check_13d(d_one_layer_more::window_attention, d_one_layer_more::layers_needed); },
           rejected(Stage::behaviour, "your search finds")},
          {"wrong/13d_one_path.hpp", [] { check_13d(d_one_path::window_attention, d_one_path::layers_needed); },
           rejected(Stage::behaviour, "follow all steps")},
      });
}
