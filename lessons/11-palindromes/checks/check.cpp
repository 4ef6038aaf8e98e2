// Grades your answers in exercises/.
#include "checks/11a_check.hpp"
#include "checks/11b_check.hpp"
#include "checks/11c_check.hpp"
#include "checks/11d_check.hpp"

namespace yours {
#include "exercises/11a_tied.hpp"
#include "exercises/11b_contradiction.hpp"
#include "exercises/11c_reach.hpp"
#include "exercises/11d_odd.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(argc, argv,
                        {{"11a", "two chains, one set of weights", [] { check_11a(yours::palindrome_score); }},
                         {"11b", "four words against a linear judge", [] { check_11b(yours::find_contradiction); }},
                         {"11c", "how far an untrained detector reaches", [] { check_11c(yours::length_that_fails); }},
                         {"11d", "palindromes of any length", [] { check_11d(yours::mirror_difference); }}});
}
