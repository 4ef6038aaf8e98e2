// Everything that must hold of one program.
#pragma once

#include <string>

#include "tests/random/program.hpp"

namespace random_programs {

// What is wrong with the engine on this program, in a sentence; empty if nothing is, or if the program is none (the
// reference refuses it).
std::string fault(const Program& program);

}  // namespace random_programs
