// Grades your answers in exercises/.
#include "checks/06a_check.hpp"
#include "checks/06b_check.hpp"
#include "checks/06c_check.hpp"

namespace yours {
#include "exercises/06a_latch.hpp"
#include "exercises/06b_well.hpp"
#include "exercises/06c_lengths.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(
      argc, argv,
      {{"6a", "a memory of one bit", [] { check_6a(yours::latch); }},
       {"6b", "its gradient, foretold", [] { check_6b(yours::well, yours::left_after, yours::steps_until); }},
       {"6c", "a course of practice", [] { check_6c(yours::length_for); }}});
}
