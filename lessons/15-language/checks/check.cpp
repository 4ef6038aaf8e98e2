// Grades your answers in exercises/.
#include "checks/15a_check.hpp"
#include "checks/15b_check.hpp"
#include "checks/15c_check.hpp"
#include "checks/15d_check.hpp"

namespace yours {
#include "exercises/15a_interpolated.hpp"
#include "exercises/15b_beside.hpp"
#include "exercises/15c_temperature.hpp"
#include "exercises/15d_probe.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(argc, argv,
                        {{"15a", "interpolated n-grams", [] { check_15a(yours::comes_next); }},
                         {"15b", "two readers beside a hidden letter", [] { check_15b(yours::beside); }},
                         {"15c", "drawing by temperature", [] { check_15c(yours::draw_letter); }},
                         {"15d", "a probe for five or seven", [] { check_15d(yours::fit_probe); }}});
}
