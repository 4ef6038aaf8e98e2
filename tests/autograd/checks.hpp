// What many tests of the engine need: comparing arrays, catching a message, random arrays.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "autograd/array.hpp"
#include "autograd/error.hpp"
#include "autograd/random.hpp"
#include "autograd/scope.hpp"

namespace unroll::inline UNROLL_PRECISION {

inline constexpr Real epsilon = std::numeric_limits<Real>::epsilon();
inline constexpr bool is_double = sizeof(Real) == sizeof(double);

// |a − b| ≤ tolerance · max(1, the largest |b|), entry by entry; equal infinities and two NaN count as equal.
inline boost::test_tools::predicate_result close(const Array& a, const Array& b, double tolerance) {
  boost::test_tools::predicate_result result(true);
  if (!a || !b || !(a.shape() == b.shape())) {
    result = false;
    result.message() << to_string(a) << " against " << to_string(b) << ": the shapes differ";
    return result;
  }
  double scale = 1;
  for (Real x : b.numbers())
    if (std::isfinite(x)) scale = std::max(scale, std::abs(static_cast<double>(x)));
  for (Index i = 0; i < a.size(); ++i) {
    const double x = a.data()[i], y = b.data()[i];
    if (x == y || (std::isnan(x) && std::isnan(y)) || std::abs(x - y) <= tolerance * scale) continue;
    result = false;
    result.message() << "entry " << i << " is " << x << ", not " << y << "; " << to_string(a, 9) << " against "
                     << to_string(b, 9);
    return result;
  }
  return result;
}
inline boost::test_tools::predicate_result same(const Array& a, const Array& b) { return close(a, b, 0); }

// The message of the Expected error that f throws; without one, the test fails.
template <class Expected = Error, class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const Expected& error) {
    return error.what();
  }
  BOOST_ERROR("nothing was thrown");
  return "";
}

inline boost::test_tools::predicate_result holds(const std::string& text, const std::string& part) {
  boost::test_tools::predicate_result result(text.find(part) != std::string::npos);
  if (!result) result.message() << "\"" << text << "\" does not say \"" << part << "\"";
  return result;
}

inline Array random_array(const Shape& shape, std::uint64_t seed = 1, double low = -1, double high = 1) {
  return Random(seed).uniform(shape, low, high);
}

}  // namespace unroll::inline UNROLL_PRECISION
