// Grades your answers in exercises/.
#include "checks/13a_check.hpp"
#include "checks/13b_check.hpp"
#include "checks/13c_check.hpp"
#include "checks/13d_check.hpp"

namespace yours {
#include "exercises/13a_formulas.hpp"
#include "exercises/13b_steps.hpp"
#include "exercises/13c_cache.hpp"
#include "exercises/13d_window.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(
      argc, argv,
      {{"13a", "prices on paper", [] { check_13a(yours::gru_work, yours::attention_work, yours::attention_memory); }},
       {"13b", "linear attention by steps", [] { check_13b(yours::linear_attention_by_steps); }},
       {"13c", "attention that remembers keys and values", [] { check_13c(yours::attend_next); }},
       {"13d", "attention with a window", [] { check_13d(yours::window_attention, yours::layers_needed); }}});
}
