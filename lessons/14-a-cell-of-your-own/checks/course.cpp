// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/14a_check.hpp"
#include "checks/14b_check.hpp"
#include "checks/14c_check.hpp"
#include "checks/14d_check.hpp"

namespace stub {
#include "exercises/14a_update_gate.hpp"
#include "exercises/14b_scan.hpp"
#include "exercises/14c_ring.hpp"
#include "exercises/14d_oscillators.hpp"
}  // namespace stub
namespace solution {
#include "solutions/14a_update_gate.hpp"
#include "solutions/14b_scan.hpp"
#include "solutions/14c_ring.hpp"
#include "solutions/14d_oscillators.hpp"
}  // namespace solution
namespace euler {  // the same mixture, as a step from the old state towards the new
struct UpdateGateCell : solution::UpdateGateCell {
  using solution::UpdateGateCell::UpdateGateCell;
  State step(const Tensor& x, const State& state) const {
    const Tensor n = tanh(matmul(x, W_xn) + matmul(state.h, W_hn) + b_n);
    const Tensor z = sigmoid(matmul(x, W_xz) + matmul(state.h, W_hz) + b_z);
    return {state.h + z * (n - state.h)};
  }
};
}  // namespace euler
namespace a_other_way {
#include "wrong/14a_other_way.hpp"
}
namespace a_unregistered {
#include "wrong/14a_unregistered.hpp"
}
namespace a_upside_down {
#include "wrong/14a_upside_down.hpp"
}
namespace a_deaf {
#include "wrong/14a_deaf.hpp"
}
namespace a_cuts {
#include "wrong/14a_cuts.hpp"
}
namespace b_same_share {
#include "wrong/14b_same_share.hpp"
}
namespace b_next_share {
#include "wrong/14b_next_share.hpp"
}
namespace b_logarithms {
#include "wrong/14b_logarithms.hpp"
}
namespace b_loop {
#include "wrong/14b_loop.hpp"
}
namespace b_square {
#include "wrong/14b_square.hpp"
}
namespace c_other_sign {
#include "wrong/14c_other_sign.hpp"
}
namespace c_no_gamma {
#include "wrong/14c_no_gamma.hpp"
}
namespace c_grows {
#include "wrong/14c_grows.hpp"
}
namespace c_crowded {
#include "wrong/14c_crowded.hpp"
}
namespace c_stiff {
#include "wrong/14c_stiff.hpp"
}
namespace d_old_brake {
#include "wrong/14d_old_brake.hpp"
}
namespace d_old_speed {
#include "wrong/14d_old_speed.hpp"
}
namespace d_half_solved {
#include "wrong/14d_half_solved.hpp"
}
namespace d_spring_pushes {
#include "wrong/14d_spring_pushes.hpp"
}
namespace d_cuts {
#include "wrong/14d_cuts.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "14-a-cell-of-your-own",
      {
          {"exercises/14a_update_gate.hpp", [] { check_14a<stub::UpdateGateCell>(); }, todo("make the six parameters")},
          {"solutions/14a_update_gate.hpp", [] { check_14a<solution::UpdateGateCell>(); }, passes()},
          {"solutions/14a, h + z (n − h)", [] { check_14a<euler::UpdateGateCell>(); }, passes()},
          {"wrong/14a_other_way.hpp", [] { check_14a<a_other_way::UpdateGateCell>(); },
           rejected(Stage::value, "how much of the old stays")},
          {"wrong/14a_unregistered.hpp", [] { check_14a<a_unregistered::UpdateGateCell>(); },
           rejected(Stage::value, "has no parameter b_z")},
          {"wrong/14a_upside_down.hpp", [] { check_14a<a_upside_down::UpdateGateCell>(); },
           rejected(Stage::value, "odds are upside down")},
          {"wrong/14a_deaf.hpp", [] { check_14a<a_deaf::UpdateGateCell>(); },
           rejected(Stage::value, "does not read h")},
          {"wrong/14a_cuts.hpp", [] { check_14a<a_cuts::UpdateGateCell>(); },
           rejected(Stage::gradient, "gradient of W_xn")},

          {"exercises/14b_scan.hpp", [] { check_14b(stub::scan); }, todo("write the scan")},
          {"solutions/14b_scan.hpp", [] { check_14b(solution::scan); }, passes()},
          {"wrong/14b_same_share.hpp", [] { check_14b(b_same_share::scan); },
           rejected(Stage::value, "there b_1 has the share")},
          {"wrong/14b_next_share.hpp", [] { check_14b(b_next_share::scan); },
           rejected(Stage::value, "a_2 ⊙ b_1 + b_2")},
          {"wrong/14b_logarithms.hpp", [] { check_14b(b_logarithms::scan); },
           rejected(Stage::behaviour, "may not be divided by")},
          {"wrong/14b_loop.hpp", [] { check_14b(b_loop::scan); }, rejected(Stage::drawing, "operations deep")},
          {"wrong/14b_square.hpp", [] { check_14b(b_square::scan); }, rejected(Stage::drawing, "what attention costs")},

          {"exercises/14c_ring.hpp", [] { check_14c<stub::RingCell>(); }, todo("make the four parameters")},
          {"solutions/14c_ring.hpp", [] { check_14c<solution::RingCell>(); }, passes()},
          {"wrong/14c_other_sign.hpp", [] { check_14c<c_other_sign::RingCell>(); },
           rejected(Stage::value, "i · i = −1")},
          {"wrong/14c_no_gamma.hpp", [] { check_14c<c_no_gamma::RingCell>(); },
           rejected(Stage::value, "not multiplied by γ")},
          {"wrong/14c_grows.hpp", [] { check_14c<c_grows::RingCell>(); }, rejected(Stage::value, "past 1")},
          {"wrong/14c_crowded.hpp", [] { check_14c<c_crowded::RingCell>(); },
           rejected(Stage::value, "more room further out")},
          {"wrong/14c_stiff.hpp", [] { check_14c<c_stiff::RingCell>(); }, rejected(Stage::gradient, "by nu")},

          {"exercises/14d_oscillators.hpp", [] { check_14d<stub::Oscillation, stub::Motion>(stub::oscillate); },
           todo("write the step")},
          {"solutions/14d_oscillators.hpp",
           [] { check_14d<solution::Oscillation, solution::Motion>(solution::oscillate); }, passes()},
          {"wrong/14d_old_brake.hpp",
           [] { check_14d<d_old_brake::Oscillation, d_old_brake::Motion>(d_old_brake::oscillate); },
           rejected(Stage::value, "takes the old speed")},
          {"wrong/14d_old_speed.hpp",
           [] { check_14d<d_old_speed::Oscillation, d_old_speed::Motion>(d_old_speed::oscillate); },
           rejected(Stage::value, "moves by z_{t−1}")},
          {"wrong/14d_half_solved.hpp",
           [] { check_14d<d_half_solved::Oscillation, d_half_solved::Motion>(d_half_solved::oscillate); },
           rejected(Stage::value, "stand on the same side")},
          {"wrong/14d_spring_pushes.hpp",
           [] { check_14d<d_spring_pushes::Oscillation, d_spring_pushes::Motion>(d_spring_pushes::oscillate); },
           rejected(Stage::value, "away from 0")},
          {"wrong/14d_cuts.hpp", [] { check_14d<d_cuts::Oscillation, d_cuts::Motion>(d_cuts::oscillate); },
           rejected(Stage::gradient, "by h_{t−1}")},
      });
}
