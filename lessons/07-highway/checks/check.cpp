// Grades your answers in exercises/.
#include "checks/07a_check.hpp"
#include "checks/07b_check.hpp"
#include "checks/07c_check.hpp"
#include "checks/07d_check.hpp"

namespace yours {
#include "exercises/07a_lstm.hpp"
#include "exercises/07b_roads.hpp"
#include "exercises/07c_shortcut.hpp"
#include "exercises/07d_counter.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(argc, argv,
                        {{"7a", "the LSTM's step", check_7a<yours::BeltCell>},
                         {"7b", "one step back, in two parts", [] { check_7b(yours::one_step_back); }},
                         {"7c", "a shortcut every k steps", [] { check_7c(yours::with_shortcuts); }},
                         {"7d", "a counter, programmed", [] { check_7d(yours::set_counter); }}});
}
