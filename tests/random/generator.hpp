// Makes random programs: shapes that broadcast, values used many times, every op of autograd/ops.hpp. Each statement
// is tried on the reference as it is added, so that a program keeps away from poles and within bounds.
#pragma once

#include "tests/random/program.hpp"

namespace random_programs {

// The same program for the same seed, with every compiler. A third of them have small whole numbers as their leaves,
// so that ties and kinks are hit exactly; the others' leaves are far from them.
Program generated(std::uint64_t seed);

}  // namespace random_programs
