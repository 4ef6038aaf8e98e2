// A program as C++ that reproduces what a test has found.
#pragma once

#include <string>

#include "tests/random/program.hpp"

namespace random_programs {

// Computes the program's loss, its gradient dx and the second derivative ddx along the direction.
std::string to_cpp(const Program& program);
std::string to_cpp(const Statement& statement);

}  // namespace random_programs
