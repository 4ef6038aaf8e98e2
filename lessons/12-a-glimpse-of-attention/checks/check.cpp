// Grades your answers in exercises/.
#include "checks/12a_check.hpp"
#include "checks/12b_check.hpp"
#include "checks/12c_check.hpp"
#include "checks/12d_check.hpp"

namespace yours {
#include "exercises/12a_look_back.hpp"
#include "exercises/12b_order.hpp"
#include "exercises/12c_heads.hpp"
#include "exercises/12d_blind.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(argc, argv,
                        {{"12a", "attention that looks back only", [] { check_12a(yours::look_back); }},
                         {"12b", "does it know the order?", [] { check_12b(yours::knows_order); }},
                         {"12c", "several heads", [] { check_12c(yours::many_heads); }},
                         {"12d", "what is chance?", [] { check_12d(yours::best_blind); }}});
}
