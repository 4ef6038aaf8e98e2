// Grades your answers in exercises/.
#include "checks/16a_check.hpp"
#include "checks/16b_check.hpp"
#include "checks/16c_check.hpp"
#include "checks/16d_check.hpp"

namespace yours {
#include "exercises/16a_numbers.hpp"
#include "exercises/16b_cache.hpp"
#include "exercises/16c_head.hpp"
#include "exercises/16d_moves.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(
      argc, argv,
      {{"16a", "numbers of variable length", [] { check_16a(yours::write_number, yours::read_number); }},
       {"16b", "a memory of states", [] { check_16b(yours::remember); }},
       {"16c", "a memory that can be trained", [] { check_16c(yours::recall); }},
       {"16d", "moves instead of keys", [] { check_16d(yours::moves_of); }}});
}
