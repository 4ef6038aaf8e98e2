// Grades your answers in exercises/.
#include "checks/09a_check.hpp"
#include "checks/09b_check.hpp"
#include "checks/09c_check.hpp"
#include "checks/09d_check.hpp"

namespace yours {
#include "exercises/09a_gru.hpp"
#include "exercises/09b_inside.hpp"
#include "exercises/09c_average.hpp"
#include "exercises/09d_mgu.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(argc, argv,
                        {{"9a", "the GRU's step", check_9a<yours::GatedCell>},
                         {"9b", "a plain RNN inside a GRU", [] { check_9b(yours::put_inside); }},
                         {"9c", "an LSTM as a running average", [] { check_9c(yours::set_average); }},
                         {"9d", "one gate for two jobs", [] { check_9d(yours::become); }}});
}
