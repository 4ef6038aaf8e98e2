// Grades your answers in exercises/.
#include "checks/18a_check.hpp"
#include "checks/18b_check.hpp"
#include "checks/18c_check.hpp"
#include "checks/18d_check.hpp"

namespace yours {
#include "exercises/18a_shuffle.hpp"
#include "exercises/18b_split.hpp"
#include "exercises/18c_pairs.hpp"
#include "exercises/18d_families.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(argc, argv,
                        {{"18a", "a shuffle", [] { check_18a(yours::shuffled); }},
                         {"18b", "a split that does not leak", [] { check_18b(yours::split); }},
                         {"18c", "a shuffle that keeps pairs", [] { check_18c(yours::shuffled_pairs); }},
                         {"18d", "a family without one of its branches",
                          [] { check_18d<yours::Members>(yours::without, yours::learn); }}});
}
