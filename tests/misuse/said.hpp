// A student's mistake, and the whole sentence that answers it.
#pragma once

#include "tests/autograd/checks.hpp"

// What is said to whoever does this; the test fails if nothing is.
template <class F>
std::string said(F mistake) {
  return unroll::message_of<unroll::Error>(mistake);
}
