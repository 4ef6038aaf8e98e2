// What the tests of nn and optim share.
#pragma once

#include "tests/autograd/checks.hpp"

// A few roundings of the precision at hand, for numbers around 1.
inline constexpr double rounding = unroll::is_double ? 1e-13 : 2e-5;

inline void check_close(long double got, long double wanted, double tolerance = rounding) {
  const long double error = std::abs(got - wanted) / std::max(1.0L, std::abs(wanted));
  BOOST_TEST(error <= tolerance, "got " << got << ", wanted " << wanted);
}

template <class Wanted>
void check_all_close(const unroll::Array& got, const Wanted& wanted, double tolerance = rounding) {
  BOOST_TEST_REQUIRE(got.numbers().size() == wanted.size());
  auto expected = wanted.begin();
  for (const unroll::Real number : got.numbers()) check_close(number, *expected++, tolerance);
}
