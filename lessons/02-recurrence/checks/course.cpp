// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/02a_check.hpp"
#include "checks/02b_check.hpp"
#include "checks/02c_check.hpp"
#include "checks/02d_check.hpp"

namespace stub {
#include "exercises/02a_cell.hpp"
#include "exercises/02b_shares.hpp"
#include "exercises/02c_ragged.hpp"
#include "exercises/02d_count.hpp"
}  // namespace stub

namespace solution {
#include "solutions/02a_cell.hpp"
#include "solutions/02b_shares.hpp"
#include "solutions/02c_ragged.hpp"
#include "solutions/02d_count.hpp"
}  // namespace solution

namespace a_transposed {
#include "wrong/02a_transposed.hpp"
}
namespace a_without_b {
#include "wrong/02a_without_b.hpp"
}
namespace a_cut {
#include "wrong/02a_cut.hpp"
}
namespace b_one_copy {
#include "wrong/02b_one_copy.hpp"
}
namespace b_cut {
#include "wrong/02b_cut.hpp"
}
namespace b_backwards {
#include "wrong/02b_backwards.hpp"
}
namespace c_reads_on {
#include "wrong/02c_reads_on.hpp"
}
namespace c_one_short {
#include "wrong/02c_one_short.hpp"
}
namespace c_zeros {
#include "wrong/02c_zeros.hpp"
}
namespace c_copies_numbers {
#include "wrong/02c_copies_numbers.hpp"
}
namespace c_one_by_one {
#include "wrong/02c_one_by_one.hpp"
}
namespace d_no_sum {
#include "wrong/02d_no_sum.hpp"
}
namespace d_every_path {
#include "wrong/02d_every_path.hpp"
}
namespace d_all_nodes {
#include "wrong/02d_all_nodes.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "02-recurrence",
      {{"exercises/02a_cell.hpp", check_2a<stub::PlainCell>, todo("write start and step")},
       {"solutions/02a_cell.hpp", check_2a<solution::PlainCell>, passes()},
       {"wrong/02a_transposed.hpp", check_2a<a_transposed::PlainCell>, rejected(Stage::value, "transpose of W_hh")},
       {"wrong/02a_without_b.hpp", check_2a<a_without_b::PlainCell>, rejected(Stage::value, "leaves out the bias")},
       {"wrong/02a_cut.hpp", check_2a<a_cut::PlainCell>, rejected(Stage::gradient, "does not reach x_1")},

       {"exercises/02b_shares.hpp", [] { check_2b(stub::shares_of_W_hh); }, todo("run an untied copy")},
       {"solutions/02b_shares.hpp", [] { check_2b(solution::shares_of_W_hh); }, passes()},
       {"wrong/02b_one_copy.hpp", [] { check_2b(b_one_copy::shares_of_W_hh); },
        rejected(Stage::gradient, "each of your gradients is the whole one")},
       {"wrong/02b_cut.hpp", [] { check_2b(b_cut::shares_of_W_hh); },
        rejected(Stage::gradient, "cut between the steps")},
       {"wrong/02b_backwards.hpp", [] { check_2b(b_backwards::shares_of_W_hh); },
        rejected(Stage::gradient, "in the order T … 1")},

       {"exercises/02c_ragged.hpp", [] { check_2c(stub::last_states); }, todo("keep the state")},
       {"solutions/02c_ragged.hpp", [] { check_2c(solution::last_states); }, passes()},
       {"wrong/02c_reads_on.hpp", [] { check_2c(c_reads_on::last_states); },
        rejected(Stage::value, "have read their padding")},
       {"wrong/02c_zeros.hpp", [] { check_2c(c_zeros::last_states); }, rejected(Stage::value, "keep the old state")},
       {"wrong/02c_one_short.hpp", [] { check_2c(c_one_short::last_states); },
        rejected(Stage::value, "step t counts for it if t <= its length")},
       {"wrong/02c_copies_numbers.hpp", [] { check_2c(c_copies_numbers::last_states); },
        rejected(Stage::gradient, "put together from numbers")},
       {"wrong/02c_one_by_one.hpp", [] { check_2c(c_one_by_one::last_states); },
        rejected(Stage::drawing, "run all sequences at once")},

       {"exercises/02d_count.hpp", [] { check_2d(stub::predicted_ops, stub::count_ops); }, todo("predict, then count")},
       {"solutions/02d_count.hpp", [] { check_2d(solution::predicted_ops, solution::count_ops); }, passes()},
       {"wrong/02d_all_nodes.hpp", [] { check_2d(d_all_nodes::predicted_ops, d_all_nodes::count_ops); },
        rejected(Stage::value, "x is a leaf")},
       {"wrong/02d_every_path.hpp", [] { check_2d(d_every_path::predicted_ops, d_every_path::count_ops); },
        rejected(Stage::behaviour, "used twice is one node")},
       {"wrong/02d_no_sum.hpp", [] { check_2d(d_no_sum::predicted_ops, d_no_sum::count_ops); },
        rejected(Stage::drawing, "the sum at the end")}});
}
