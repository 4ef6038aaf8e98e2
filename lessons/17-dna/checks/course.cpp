// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/17a_check.hpp"
#include "checks/17b_check.hpp"
#include "checks/17c_check.hpp"
#include "checks/17d_check.hpp"

namespace stub {
#include "exercises/17a_strands.hpp"
#include "exercises/17b_codons.hpp"
#include "exercises/17c_six.hpp"
#include "exercises/17d_transfer.hpp"
}  // namespace stub

namespace solution {
#include "solutions/17a_strands.hpp"
#include "solutions/17b_codons.hpp"
#include "solutions/17c_six.hpp"
#include "solutions/17d_transfer.hpp"
}  // namespace solution
namespace a_reversed_only {
#include "wrong/17a_reversed_only.hpp"
}
namespace a_not_reversed {
#include "wrong/17a_not_reversed.hpp"
}
namespace a_loses_n {
#include "wrong/17a_loses_n.hpp"
}
namespace a_from_begin {
#include "wrong/17a_from_begin.hpp"
}
namespace a_from_end {
#include "wrong/17a_from_end.hpp"
}
namespace a_outside {
#include "wrong/17a_outside.hpp"
}
namespace b_every_base {
#include "wrong/17b_every_base.hpp"
}
namespace b_no_smoothing {
#include "wrong/17b_no_smoothing.hpp"
}
namespace b_smooths_once {
#include "wrong/17b_smooths_once.hpp"
}
namespace b_wrong_way {
#include "wrong/17b_wrong_way.hpp"
}
namespace b_whole_only {
#include "wrong/17b_whole_only.hpp"
}
namespace b_underflows {
#include "wrong/17b_underflows.hpp"
}
namespace b_not_divided {
#include "wrong/17b_not_divided.hpp"
}
namespace c_not_exchanged {
#include "wrong/17c_not_exchanged.hpp"
}
namespace c_not_turned {
#include "wrong/17c_not_turned.hpp"
}
namespace c_all_turned {
#include "wrong/17c_all_turned.hpp"
}
namespace c_last_step {
#include "wrong/17c_last_step.hpp"
}
namespace c_one_cell {
#include "wrong/17c_one_cell.hpp"
}
namespace c_forwards {
#include "wrong/17c_forwards.hpp"
}
namespace c_cuts {
#include "wrong/17c_cuts.hpp"
}
namespace d_last_start {
#include "wrong/17d_last_start.hpp"
}
namespace d_one_strand {
#include "wrong/17d_one_strand.hpp"
}
namespace d_own_places {
#include "wrong/17d_own_places.hpp"
}
namespace d_counts_stop {
#include "wrong/17d_counts_stop.hpp"
}
namespace d_runs_on {
#include "wrong/17d_runs_on.hpp"
}
namespace d_nats {
#include "wrong/17d_nats.hpp"
}
namespace d_other_way {
#include "wrong/17d_other_way.hpp"
}
namespace d_zero {
#include "wrong/17d_zero.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "17-dna",
      {
          {"exercises/17a_strands.hpp", [] { check_17a(stub::other_strand, stub::codon_position, stub::Gene17a{}); },
           todo("write other_strand")},
          {"solutions/17a_strands.hpp",
           [] { check_17a(solution::other_strand, solution::codon_position, solution::Gene17a{}); }, passes()},
          {"wrong/17a_reversed_only.hpp",
           [] {
             check_17a(a_reversed_only::other_strand, a_reversed_only::codon_position, a_reversed_only::Gene17a{});
           },
           rejected(Stage::value, "A stands opposite T")},
          {"wrong/17a_not_reversed.hpp",
           [] { check_17a(a_not_reversed::other_strand, a_not_reversed::codon_position, a_not_reversed::Gene17a{}); },
           rejected(Stage::value, "from the other end")},
          {"wrong/17a_loses_n.hpp",
           [] { check_17a(a_loses_n::other_strand, a_loses_n::codon_position, a_loses_n::Gene17a{}); },
           rejected(Stage::value, "N stays N")},
          {"wrong/17a_from_begin.hpp",
           [] { check_17a(a_from_begin::other_strand, a_from_begin::codon_position, a_from_begin::Gene17a{}); },
           rejected(Stage::value, "begins at its right end")},
          {"wrong/17a_from_end.hpp",
           [] { check_17a(a_from_end::other_strand, a_from_end::codon_position, a_from_end::Gene17a{}); },
           rejected(Stage::value, "begins at its right end")},
          {"wrong/17a_outside.hpp",
           [] { check_17a(a_outside::other_strand, a_outside::codon_position, a_outside::Gene17a{}); },
           rejected(Stage::value, "no longer in the gene")},

          {"exercises/17b_codons.hpp", [] { check_17b(stub::codon_usage, stub::frames); }, todo("write codon_usage")},
          {"solutions/17b_codons.hpp", [] { check_17b(solution::codon_usage, solution::frames); }, passes()},
          {"wrong/17b_every_base.hpp", [] { check_17b(b_every_base::codon_usage, b_every_base::frames); },
           rejected(Stage::value, "every third base")},
          {"wrong/17b_no_smoothing.hpp", [] { check_17b(b_no_smoothing::codon_usage, b_no_smoothing::frames); },
           rejected(Stage::value, "nothing is impossible")},
          {"wrong/17b_smooths_once.hpp", [] { check_17b(b_smooths_once::codon_usage, b_smooths_once::frames); },
           rejected(Stage::value, "5 + 64 k")},
          {"wrong/17b_wrong_way.hpp", [] { check_17b(b_wrong_way::codon_usage, b_wrong_way::frames); },
           rejected(Stage::value, "frames 1 and 2 are exchanged")},
          {"wrong/17b_whole_only.hpp", [] { check_17b(b_whole_only::codon_usage, b_whole_only::frames); },
           rejected(Stage::value, "codons that are cut off")},
          {"wrong/17b_underflows.hpp", [] { check_17b(b_underflows::codon_usage, b_underflows::frames); },
           rejected(Stage::behaviour, "add logarithms")},
          {"wrong/17b_not_divided.hpp", [] { check_17b(b_not_divided::codon_usage, b_not_divided::frames); },
           rejected(Stage::value, "divide by their sum")},

          {"exercises/17c_six.hpp", [] { check_17c(stub::turned, stub::six_scores, stub::StrandReader(3)); },
           todo("write turned")},
          {"solutions/17c_six.hpp",
           [] { check_17c(solution::turned, solution::six_scores, solution::StrandReader(3)); }, passes()},
          {"wrong/17c_not_exchanged.hpp",
           [] { check_17c(c_not_exchanged::turned, c_not_exchanged::six_scores, c_not_exchanged::StrandReader(3)); },
           rejected(Stage::value, "with 3 − base for base")},
          {"wrong/17c_not_turned.hpp",
           [] { check_17c(c_not_turned::turned, c_not_turned::six_scores, c_not_turned::StrandReader(3)); },
           rejected(Stage::value, "from the end")},
          {"wrong/17c_all_turned.hpp",
           [] { check_17c(c_all_turned::turned, c_all_turned::six_scores, c_all_turned::StrandReader(3)); },
           rejected(Stage::value, "in the wrong order")},
          {"wrong/17c_last_step.hpp",
           [] { check_17c(c_last_step::turned, c_last_step::six_scores, c_last_step::StrandReader(3)); },
           rejected(Stage::value, "it has read all at t = 1")},
          {"wrong/17c_one_cell.hpp",
           [] { check_17c(c_one_cell::turned, c_one_cell::six_scores, c_one_cell::StrandReader(3)); },
           rejected(Stage::value, "has its own")},
          {"wrong/17c_forwards.hpp",
           [] { check_17c(c_forwards::turned, c_forwards::six_scores, c_forwards::StrandReader(3)); },
           rejected(Stage::value, "has read from the left")},
          {"wrong/17c_cuts.hpp", [] { check_17c(c_cuts::turned, c_cuts::six_scores, c_cuts::StrandReader(3)); },
           rejected(Stage::gradient, "not from value()")},

          {"exercises/17d_transfer.hpp", [] { check_17d(stub::open_frames, stub::bits_apart); },
           todo("write open_frames")},
          {"solutions/17d_transfer.hpp", [] { check_17d(solution::open_frames, solution::bits_apart); }, passes()},
          {"wrong/17d_last_start.hpp", [] { check_17d(d_last_start::open_frames, d_last_start::bits_apart); },
           rejected(Stage::value, "begins with the first ATG")},
          {"wrong/17d_one_strand.hpp", [] { check_17d(d_one_strand::open_frames, d_one_strand::bits_apart); },
           rejected(Stage::value, "On the other strand")},
          {"wrong/17d_own_places.hpp", [] { check_17d(d_own_places::open_frames, d_own_places::bits_apart); },
           rejected(Stage::value, "as this sequence counts them")},
          {"wrong/17d_counts_stop.hpp", [] { check_17d(d_counts_stop::open_frames, d_counts_stop::bits_apart); },
           rejected(Stage::value, "itself does not count")},
          {"wrong/17d_runs_on.hpp", [] { check_17d(d_runs_on::open_frames, d_runs_on::bits_apart); },
           rejected(Stage::value, "is closed by TAA")},
          {"wrong/17d_nats.hpp", [] { check_17d(d_nats::open_frames, d_nats::bits_apart); },
           rejected(Stage::value, "to base 2")},
          {"wrong/17d_other_way.hpp", [] { check_17d(d_other_way::open_frames, d_other_way::bits_apart); },
           rejected(Stage::value, "p in front")},
          {"wrong/17d_zero.hpp", [] { check_17d(d_zero::open_frames, d_zero::bits_apart); },
           rejected(Stage::value, "is no number")},
      });
}
