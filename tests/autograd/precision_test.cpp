// Central differences are too coarse in float, so float's rules are held against double's: both libraries are
// linked into this program.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/autograd/op_results.hpp"

BOOST_AUTO_TEST_SUITE(precision)

namespace {

void check_close(const char* what, const std::vector<double>& single, const std::vector<double>& expected) {
  BOOST_REQUIRE_MESSAGE(single.size() == expected.size(), what << ": the counts differ");
  double largest = 1e-3;  // what is 0 but for rounding need not be relatively close
  for (double x : expected) largest = std::max(largest, std::abs(x));
  for (std::size_t i = 0; i < expected.size(); ++i)
    BOOST_TEST((single[i] == expected[i] || std::abs(single[i] - expected[i]) <= 1e-4 * largest),
               what << ", entry " << i << ": " << single[i] << " in float, " << expected[i] << " in double");
}

}  // namespace

BOOST_AUTO_TEST_CASE(float_agrees_with_double_to_one_in_ten_thousand) {
  const std::vector<OpResult> singles = op_results_in_float(), doubles = op_results_in_double();
  BOOST_REQUIRE(singles.size() == doubles.size());
  bool equal_everywhere = true;
  for (std::size_t i = 0; i < doubles.size(); ++i) BOOST_TEST_CONTEXT(doubles[i].title) {
      BOOST_TEST(singles[i].title == doubles[i].title);
      check_close("value", singles[i].value, doubles[i].value);
      check_close("first order", singles[i].gradient, doubles[i].gradient);
      check_close("second order", singles[i].second, doubles[i].second);
      equal_everywhere = equal_everywhere && singles[i].value == doubles[i].value;
    }
  BOOST_TEST(!equal_everywhere);  // else one precision has been compared with itself
}

BOOST_AUTO_TEST_SUITE_END()
