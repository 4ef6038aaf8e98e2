// Grades your answers in exercises/.
#include "checks/10a_check.hpp"
#include "checks/10b_check.hpp"
#include "checks/10c_check.hpp"
#include "checks/10d_check.hpp"

namespace yours {
#include "exercises/10a_both.hpp"
#include "exercises/10b_way.hpp"
#include "exercises/10c_ahead.hpp"
#include "exercises/10d_ragged.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(
      argc, argv,
      {{"10a", "two cells and a sequence reversed", [] { check_10a(yours::reversed, yours::both_ways); }},
       {"10b", "the length of the way", [] { check_10b(yours::predicted, yours::fewest); }},
       {"10c", "a leak detector", [] { check_10c(yours::reads_ahead); }},
       {"10d", "from each sequence's own end", [] { check_10d(yours::from_the_end); }}});
}
