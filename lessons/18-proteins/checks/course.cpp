// Proves that the checks are right: stubs are to be done, solutions pass, each mistake is told apart.
#include "checks/18a_check.hpp"
#include "checks/18b_check.hpp"
#include "checks/18c_check.hpp"
#include "checks/18d_check.hpp"

namespace stub {
#include "exercises/18a_shuffle.hpp"
#include "exercises/18b_split.hpp"
#include "exercises/18c_pairs.hpp"
#include "exercises/18d_families.hpp"
}  // namespace stub
namespace solution {
#include "solutions/18a_shuffle.hpp"
#include "solutions/18b_split.hpp"
#include "solutions/18c_pairs.hpp"
#include "solutions/18d_families.hpp"
}  // namespace solution
namespace a_replacement {
#include "wrong/18a_replacement.hpp"
}
namespace a_any_place {
#include "wrong/18a_any_place.hpp"
}
namespace a_never_stays {
#include "wrong/18a_never_stays.hpp"
}
namespace a_own_generator {
#include "wrong/18a_own_generator.hpp"
}
namespace b_at_random {
#include "wrong/18b_at_random.hpp"
}
namespace b_direct_only {
#include "wrong/18b_direct_only.hpp"
}
namespace b_throws_away {
#include "wrong/18b_throws_away.hpp"
}
namespace b_no_room {
#include "wrong/18b_no_room.hpp"
}
namespace b_in_order {
#include "wrong/18b_in_order.hpp"
}
namespace c_letters_only {
#include "wrong/18c_letters_only.hpp"
}
namespace c_stuck {
#include "wrong/18c_stuck.hpp"
}
namespace c_old_exits {
#include "wrong/18c_old_exits.hpp"
}
namespace c_turned {
#include "wrong/18c_turned.hpp"
}
namespace d_letters {
#include "wrong/18d_letters.hpp"
}
namespace d_nearest {
#include "wrong/18d_nearest.hpp"
}
namespace d_nothing_left_out {
#include "wrong/18d_nothing_left_out.hpp"
}
namespace d_of_each_family {
#include "wrong/18d_of_each_family.hpp"
}

int main() {
  using lessons::passes;
  using lessons::rejected;
  using lessons::todo;
  return lessons::prove(
      "18-proteins",
      {
          {"exercises/18a_shuffle.hpp", [] { check_18a(stub::shuffled); }, todo("shuffle the letters")},
          {"solutions/18a_shuffle.hpp", [] { check_18a(solution::shuffled); }, passes()},
          {"wrong/18a_replacement.hpp", [] { check_18a(a_replacement::shuffled); },
           rejected(Stage::value, "the same letters, each drawn once")},
          {"wrong/18a_any_place.hpp", [] { check_18a(a_any_place::shuffled); },
           rejected(Stage::behaviour, "24 has to divide them")},
          {"wrong/18a_never_stays.hpp", [] { check_18a(a_never_stays::shuffled); },
           rejected(Stage::behaviour, "no letter ever stayed")},
          {"wrong/18a_own_generator.hpp", [] { check_18a(a_own_generator::shuffled); },
           rejected(Stage::behaviour, "were all the same")},

          {"exercises/18b_split.hpp", [] { check_18b(stub::split); }, todo("split by identity")},
          {"solutions/18b_split.hpp", [] { check_18b(solution::split); }, passes()},
          {"wrong/18b_at_random.hpp", [] { check_18b(b_at_random::split); },
           rejected(Stage::value, "relatives, and the relatives of relatives")},
          {"wrong/18b_direct_only.hpp", [] { check_18b(b_direct_only::split); },
           rejected(Stage::value, "relatives, and the relatives of relatives")},
          {"wrong/18b_throws_away.hpp", [] { check_18b(b_throws_away::split); },
           rejected(Stage::value, "none is thrown away")},
          {"wrong/18b_no_room.hpp", [] { check_18b(b_no_room::split); }, rejected(Stage::value, "goes to training")},
          {"wrong/18b_in_order.hpp", [] { check_18b(b_in_order::split); },
           rejected(Stage::behaviour, "in a random order")},

          {"exercises/18c_pairs.hpp", [] { check_18c(stub::shuffled_pairs); }, todo("keep the pairs")},
          {"solutions/18c_pairs.hpp", [] { check_18c(solution::shuffled_pairs); }, passes()},
          {"wrong/18c_letters_only.hpp", [] { check_18c(c_letters_only::shuffled_pairs); },
           rejected(Stage::value, "has the pair")},
          {"wrong/18c_stuck.hpp", [] { check_18c(c_stuck::shuffled_pairs); }, rejected(Stage::value, "dead end")},
          {"wrong/18c_old_exits.hpp", [] { check_18c(c_old_exits::shuffled_pairs); },
           rejected(Stage::behaviour, "The last exits have to be drawn")},
          {"wrong/18c_turned.hpp", [] { check_18c(c_turned::shuffled_pairs); },
           rejected(Stage::value, "the first and the last letter")},

          {"exercises/18d_families.hpp", [] { check_18d<stub::Members>(stub::without, stub::learn); },
           todo("leave one subfamily out")},
          {"solutions/18d_families.hpp", [] { check_18d<solution::Members>(solution::without, solution::learn); },
           passes()},
          {"wrong/18d_letters.hpp", [] { check_18d<d_letters::Members>(d_letters::without, d_letters::learn); },
           rejected(Stage::behaviour, "nor a near relative")},
          {"wrong/18d_nearest.hpp", [] { check_18d<d_nearest::Members>(d_nearest::without, d_nearest::learn); },
           rejected(Stage::behaviour, "nor a near relative")},
          {"wrong/18d_nothing_left_out.hpp",
           [] { check_18d<d_nothing_left_out::Members>(d_nothing_left_out::without, d_nothing_left_out::learn); },
           rejected(Stage::value, "which are those for the test")},
          {"wrong/18d_of_each_family.hpp",
           [] { check_18d<d_of_each_family::Members>(d_of_each_family::without, d_of_each_family::learn); },
           rejected(Stage::value, "is another")},
      });
}
