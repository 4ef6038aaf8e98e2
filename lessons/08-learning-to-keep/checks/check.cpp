// Grades your answers in exercises/.
#include "checks/08a_check.hpp"
#include "checks/08b_check.hpp"
#include "checks/08c_check.hpp"

namespace yours {
#include "exercises/08a_open.hpp"
#include "exercises/08b_antisymmetric.hpp"
#include "exercises/08c_mirrors.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(argc, argv,
                        {{"8a", "forget gates that start open", [] { check_8a(yours::open_forget_gates); }},
                         {"8b", "the antisymmetric step", [] { check_8b(yours::antisymmetric_step); }},
                         {"8c", "an orthogonal matrix of mirrors", [] { check_8c(yours::through_mirrors); }}});
}
