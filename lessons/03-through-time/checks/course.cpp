// Proves that the checks of lesson 3 are right: stubs fail with their TODO, solutions pass, wrong answers are
// rejected.
#include "checks/03a_check.hpp"
#include "checks/03b_check.hpp"
#include "checks/03c_check.hpp"
#include "checks/03d_check.hpp"

namespace stub {
#include "exercises/03a_by_hand.hpp"
#include "exercises/03b_window.hpp"
#include "exercises/03c_linear.hpp"
#include "exercises/03d_checkpoints.hpp"
}  // namespace stub
namespace solution {
#include "solutions/03a_by_hand.hpp"
#include "solutions/03b_window.hpp"
#include "solutions/03c_linear.hpp"
#include "solutions/03d_checkpoints.hpp"
}  // namespace solution
namespace one_product {  // of x_t and h_{t−1} side by side, which makes two operations a step
inline unroll::Tensor windowed(const unroll::Tensor& xs, const unroll::Tensor& W_xh, const unroll::Tensor& W_hh,
                               int k) {
  using namespace unroll;
  const Tensor W = concat({W_xh, W_hh}, 0);
  Tensor h(Array::zeros({xs.dim(1), W_hh.dim(0)}));
  for (Index t = 1; t <= xs.dim(0); ++t)
    h = tanh(matmul(concat({xs[t - 1], t == xs.dim(0) - k + 1 ? h.detach() : h}, 1), W));
  return h;
}
}  // namespace one_product

namespace overwrites {
#include "wrong/03a_overwrites.hpp"
}
namespace no_transpose {
#include "wrong/03a_no_transpose.hpp"
}
namespace no_future {
#include "wrong/03a_no_future.hpp"
}
namespace wrong_sign {
#include "wrong/03a_wrong_sign.hpp"
}
namespace one_step_late {
#include "wrong/03b_one_step_late.hpp"
}
namespace forgets {
#include "wrong/03b_forgets.hpp"
}
namespace times_zero {
#include "wrong/03b_times_zero.hpp"
}
namespace forgets_start {
#include "wrong/03c_forgets_start.hpp"
}
namespace whole {
#include "wrong/03c_whole.hpp"
}
namespace too_short {
#include "wrong/03c_too_short.hpp"
}
namespace records_all {
#include "wrong/03d_records_all.hpp"
}
namespace last_stretch {
#include "wrong/03d_last_stretch.hpp"
}
namespace starts_over {
#include "wrong/03d_starts_over.hpp"
}

int main() {
  using namespace unroll::lessons;
  return prove(
      "03-through-time",
      {
          {"exercises/03a_by_hand.hpp", [] { check_3a(stub::through_time); }, todo("3a: write the three loops")},
          {"solutions/03a_by_hand.hpp", [] { check_3a(solution::through_time); }, passes()},
          {"wrong/03a_overwrites.hpp", [] { check_3a(overwrites::through_time); },
           rejected(Stage::gradient, "overwrites where it should add")},
          {"wrong/03a_no_transpose.hpp", [] { check_3a(no_transpose::through_time); },
           rejected(Stage::gradient, "it needs the transpose")},
          {"wrong/03a_no_future.hpp", [] { check_3a(no_future::through_time); },
           rejected(Stage::gradient, "answers only for its own error")},
          {"wrong/03a_wrong_sign.hpp", [] { check_3a(wrong_sign::through_time); },
           rejected(Stage::value, "the wrong sign")},

          {"exercises/03b_window.hpp", [] { check_3b(stub::windowed); }, todo("3b: write the recurrence")},
          {"solutions/03b_window.hpp", [] { check_3b(solution::windowed); }, passes()},
          {"solutions/03b, one product in a step", [] { check_3b(one_product::windowed); }, passes()},
          {"wrong/03b_one_step_late.hpp", [] { check_3b(one_step_late::windowed); },
           rejected(Stage::gradient, "it should reach the last 7")},
          {"wrong/03b_forgets.hpp", [] { check_3b(forgets::windowed); }, rejected(Stage::value, "changes no number")},
          {"wrong/03b_times_zero.hpp", [] { check_3b(times_zero::windowed); },
           rejected(Stage::drawing, "it should show 4 k + 1 = 13")},

          {"exercises/03c_linear.hpp", [] { check_3c(stub::truncated_gradient, stub::window_for); },
           todo("3c: write both functions")},
          {"solutions/03c_linear.hpp", [] { check_3c(solution::truncated_gradient, solution::window_for); }, passes()},
          {"wrong/03c_forgets_start.hpp",
           [] { check_3c(forgets_start::truncated_gradient, forgets_start::window_for); },
           rejected(Stage::gradient, "that factor depends on w")},
          {"wrong/03c_whole.hpp", [] { check_3c(whole::truncated_gradient, whole::window_for); },
           rejected(Stage::gradient, "that of all T steps")},
          {"wrong/03c_too_short.hpp", [] { check_3c(too_short::truncated_gradient, too_short::window_for); },
           rejected(Stage::behaviour, "gives less than the share")},

          {"exercises/03d_checkpoints.hpp", [] { check_3d(stub::with_checkpoints); },
           todo("3d: write the pass over stretches")},
          {"solutions/03d_checkpoints.hpp", [] { check_3d(solution::with_checkpoints); }, passes()},
          {"wrong/03d_records_all.hpp", [] { check_3d(records_all::with_checkpoints); },
           rejected(Stage::behaviour, "record one stretch at a time")},
          {"wrong/03d_last_stretch.hpp", [] { check_3d(last_stretch::with_checkpoints); },
           rejected(Stage::gradient, "to the stretch before it")},
          {"wrong/03d_starts_over.hpp", [] { check_3d(starts_over::with_checkpoints); },
           rejected(Stage::behaviour, "keep the state at which each stretch begins")},
      });
}
