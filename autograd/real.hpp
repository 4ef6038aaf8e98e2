// The one number type of the library, chosen when it is configured: -DUNROLL_REAL=double (the default) or float.
// Each precision lives in an inline namespace of its own, so that mixing the two fails to link instead of
// giving wrong numbers.
#pragma once

#include <cstdint>

#ifndef UNROLL_REAL
#define UNROLL_REAL double
#endif

#define UNROLL_PASTE_TOKENS(a, b) a##b
#define UNROLL_PASTE(a, b) UNROLL_PASTE_TOKENS(a, b)
#define UNROLL_PRECISION UNROLL_PASTE(in_, UNROLL_REAL)  // in_double or in_float

namespace unroll::inline UNROLL_PRECISION {

using Real = UNROLL_REAL;
using Index = std::int64_t;

}  // namespace unroll::inline UNROLL_PRECISION
