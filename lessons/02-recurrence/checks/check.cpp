// Grades your answers in exercises/.
#include "checks/02a_check.hpp"
#include "checks/02b_check.hpp"
#include "checks/02c_check.hpp"
#include "checks/02d_check.hpp"

namespace yours {
#include "exercises/02a_cell.hpp"
#include "exercises/02b_shares.hpp"
#include "exercises/02c_ragged.hpp"
#include "exercises/02d_count.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(argc, argv,
                        {{"2a", "the plain cell", check_2a<yours::PlainCell>},
                         {"2b", "what each step asks of the shared weight", [] { check_2b(yours::shares_of_W_hh); }},
                         {"2c", "sequences of different lengths", [] { check_2c(yours::last_states); }},
                         {"2d", "predict, then count", [] { check_2d(yours::predicted_ops, yours::count_ops); }}});
}
