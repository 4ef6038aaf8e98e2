// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/08a_check.hpp"
#include "checks/08b_check.hpp"
#include "checks/08c_check.hpp"

namespace stub {
#include "exercises/08a_open.hpp"
#include "exercises/08b_antisymmetric.hpp"
#include "exercises/08c_mirrors.hpp"
}  // namespace stub
namespace solution {
#include "solutions/08a_open.hpp"
#include "solutions/08b_antisymmetric.hpp"
#include "solutions/08c_mirrors.hpp"
}  // namespace solution
namespace a_other_gate {
#include "wrong/08a_other_gate.hpp"
}
namespace a_all_gates {
#include "wrong/08a_all_gates.hpp"
}
namespace a_upside_down {
#include "wrong/08a_upside_down.hpp"
}
namespace a_bias_is_gate {
#include "wrong/08a_bias_is_gate.hpp"
}
namespace b_symmetric {
#include "wrong/08b_symmetric.hpp"
}
namespace b_epsilon_inside {
#include "wrong/08b_epsilon_inside.hpp"
}
namespace b_no_old {
#include "wrong/08b_no_old.hpp"
}
namespace b_grows {
#include "wrong/08b_grows.hpp"
}
namespace b_cuts {
#include "wrong/08b_cuts.hpp"
}
namespace c_flattens {
#include "wrong/08c_flattens.hpp"
}
namespace c_not_unit {
#include "wrong/08c_not_unit.hpp"
}
namespace c_same_side {
#include "wrong/08c_same_side.hpp"
}
namespace c_backwards {
#include "wrong/08c_backwards.hpp"
}
namespace c_stiff {
#include "wrong/08c_stiff.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "08-learning-to-keep",
      {
          {"exercises/08a_open.hpp", [] { check_8a(stub::open_forget_gates); }, todo("set the bias")},
          {"solutions/08a_open.hpp", [] { check_8a(solution::open_forget_gates); }, passes()},
          {"wrong/08a_other_gate.hpp", [] { check_8a(a_other_gate::open_forget_gates); },
           rejected(Stage::value, "changes the bias of the gate i")},
          {"wrong/08a_all_gates.hpp", [] { check_8a(a_all_gates::open_forget_gates); },
           rejected(Stage::value, "changes the bias of the gate i")},
          {"wrong/08a_upside_down.hpp", [] { check_8a(a_upside_down::open_forget_gates); },
           rejected(Stage::value, "odds are upside down")},
          {"wrong/08a_bias_is_gate.hpp", [] { check_8a(a_bias_is_gate::open_forget_gates); },
           rejected(Stage::value, "which number has keep as its σ")},

          {"exercises/08b_antisymmetric.hpp", [] { check_8b(stub::antisymmetric_step); }, todo("write the step")},
          {"solutions/08b_antisymmetric.hpp", [] { check_8b(solution::antisymmetric_step); }, passes()},
          {"wrong/08b_symmetric.hpp", [] { check_8b(b_symmetric::antisymmetric_step); },
           rejected(Stage::value, "which is symmetric")},
          {"wrong/08b_epsilon_inside.hpp", [] { check_8b(b_epsilon_inside::antisymmetric_step); },
           rejected(Stage::value, "inside the tanh")},
          {"wrong/08b_no_old.hpp", [] { check_8b(b_no_old::antisymmetric_step); },
           rejected(Stage::value, "forgets h_{t−1}")},
          {"wrong/08b_grows.hpp", [] { check_8b(b_grows::antisymmetric_step); },
           rejected(Stage::value, "pushes h outwards")},
          {"wrong/08b_cuts.hpp", [] { check_8b(b_cuts::antisymmetric_step); },
           rejected(Stage::gradient, "does your step cut the graph")},

          {"exercises/08c_mirrors.hpp", [] { check_8c(stub::through_mirrors); }, todo("write the mirrors")},
          {"solutions/08c_mirrors.hpp", [] { check_8c(solution::through_mirrors); }, passes()},
          {"wrong/08c_flattens.hpp", [] { check_8c(c_flattens::through_mirrors); },
           rejected(Stage::value, "lies in the mirror")},
          {"wrong/08c_not_unit.hpp", [] { check_8c(c_not_unit::through_mirrors); },
           rejected(Stage::value, "divide by v · v")},
          {"wrong/08c_same_side.hpp", [] { check_8c(c_same_side::through_mirrors); },
           rejected(Stage::value, "what came out of the first")},
          {"wrong/08c_backwards.hpp", [] { check_8c(c_backwards::through_mirrors); },
           rejected(Stage::value, "v_1 comes first")},
          {"wrong/08c_stiff.hpp", [] { check_8c(c_stiff::through_mirrors); },
           rejected(Stage::gradient, "is each v part of the graph")},
      });
}
