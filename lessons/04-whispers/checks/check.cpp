// Grades the learner's answers to the exercises of lesson 4.
#include "checks/04a_check.hpp"
#include "checks/04b_check.hpp"
#include "checks/04c_check.hpp"

namespace yours {
#include "exercises/04a_gain.hpp"
#include "exercises/04b_bound.hpp"
#include "exercises/04c_grows.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(argc, argv,
                        {{"4a", "the gain of a step", [] { check_4a(yours::errors_of, yours::gain_per_step); }},
                         {"4b", "the most that can come back", [] { check_4b(yours::bound_of); }},
                         {"4c", "small eigenvalues, and an error that grows", [] { check_4c(yours::growing); }}});
}
