// A program as C++ that reproduces what a test has found.
#pragma once

#include <string>

#include "tests/random/program.hpp"

namespace random_programs {

// Computes the program's loss, its gradient dx and the second derivative ddx along the direction.
std::string to_cpp(const Program& program);
std::string to_cpp(const Statement& statement);

// What a statement that runs a module needs besides (print_nn.cpp).
std::string nn_headers(const Program& program);
std::string module_name(const Statement& statement);
std::string module_definition(const Statement& statement, const Program& program);
std::string module_call(const Statement& statement);
std::string nn_call(const Statement& statement);  // of a function of nn/

}  // namespace random_programs
