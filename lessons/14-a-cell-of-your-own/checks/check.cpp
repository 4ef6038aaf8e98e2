// Grades your answers in exercises/.
#include "checks/14a_check.hpp"
#include "checks/14b_check.hpp"
#include "checks/14c_check.hpp"
#include "checks/14d_check.hpp"

namespace yours {
#include "exercises/14a_update_gate.hpp"
#include "exercises/14b_scan.hpp"
#include "exercises/14c_ring.hpp"
#include "exercises/14d_oscillators.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(
      argc, argv,
      {{"14a", "the update gate RNN, whole", [] { check_14a<yours::UpdateGateCell>(); }},
       {"14b", "all steps at once", [] { check_14b(yours::scan); }},
       {"14c", "a ring of complex numbers", [] { check_14c<yours::RingCell>(); }},
       {"14d", "oscillators", [] { check_14d<yours::Oscillation, yours::Motion>(yours::oscillate); }}});
}
