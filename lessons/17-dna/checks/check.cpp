// Grades your answers in exercises/.
#include "checks/17a_check.hpp"
#include "checks/17b_check.hpp"
#include "checks/17c_check.hpp"
#include "checks/17d_check.hpp"

namespace yours {
#include "exercises/17a_strands.hpp"
#include "exercises/17b_codons.hpp"
#include "exercises/17c_six.hpp"
#include "exercises/17d_transfer.hpp"
}  // namespace yours

int main(int argc, char* argv[]) {
  return lessons::grade(
      argc, argv,
      {{"17a", "two strands", [] { check_17a(yours::other_strand, yours::codon_position, yours::Gene17a{}); }},
       {"17b", "naive Bayes, told the period", [] { check_17b(yours::codon_usage, yours::frames); }},
       {"17c", "strand and frame", [] { check_17c(yours::turned, yours::six_scores, yours::StrandReader(3)); }},
       {"17d", "another genome", [] { check_17d(yours::open_frames, yours::bits_apart); }}});
}
