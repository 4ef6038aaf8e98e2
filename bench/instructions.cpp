// So many steps of W0 or of W4, for valgrind to count the instructions of (instructions.sh).
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "bench/workloads/systems.hpp"

int main(int argc, char** argv) {
  using namespace bench;
  const std::string name = argc == 3 ? argv[1] : "";
  if (name != "W0" && name != "W4") {
    fmt::print(stderr, "bench-instructions W0|W4 <steps>\n");
    return 2;
  }
  const Runner runner = name == "W0" ? with_unroll::chain({.backward = true})
                                     : with_unroll::layer(Recurrence(Recurrence::Cell::lstm, 20, 1, 8, 16));
  for (int i = std::atoi(argv[2]); i > 0; --i) runner.step();
}
