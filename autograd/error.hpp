// What the library throws. A message is a sentence: the op, the shapes, the place, and what would mend it.
#pragma once

#include <stdexcept>

#include "autograd/real.hpp"

namespace unroll::inline UNROLL_PRECISION {

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct ShapeError : Error {
  using Error::Error;
};
struct IndexError : Error {
  using Error::Error;
};
struct FileError : Error {
  using Error::Error;
};
// An exercise that is still to be written.
struct Todo : Error {
  using Error::Error;
};

}  // namespace unroll::inline UNROLL_PRECISION
