// Makes a failing program as small as it goes.
#pragma once

#include <functional>

#include "tests/random/program.hpp"

namespace random_programs {

using Fails = std::function<bool(const Program&)>;

// A program that still fails and of which nothing can be left out.
Program shrunk(Program program, const Fails& fails);

// Without what no output needs.
Program tidied(const Program& program);

}  // namespace random_programs
