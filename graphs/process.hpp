// Another program, such as gnuplot, that turns a text into another.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "autograd/error.hpp"

namespace unroll::graphs {

struct MissingProgram : FileError {
  using FileError::FileError;
};

// What the program {name or path, argument, …} answers to `input` on its standard output. No shell takes part:
// arguments and input reach the program as they are. Safe from several threads. Throws a MissingProgram if there is no
// such program, and a FileError if it fails, with what it said on its standard error, or has not ended in time.
std::string output_of(const std::vector<std::string>& command, std::string_view input,
                      std::chrono::milliseconds longest);

}  // namespace unroll::graphs
