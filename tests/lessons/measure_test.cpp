// lessons/support/measure.hpp, on numbers whose answers are known.
#include "lessons/support/measure.hpp"

#include <boost/test/unit_test.hpp>

#include "lessons/support/plain_rnn.hpp"

using namespace unroll::lessons;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(measure)

BOOST_AUTO_TEST_CASE(the_error_is_relative_to_the_second) {
  BOOST_TEST(relative_error({3, 4}, {0, 4}) == 0.75, tt::tolerance(1e-15));
  BOOST_TEST(relative_error({1e-9, 2e-9}, {1e-9, 2e-9}) == 0);
}

BOOST_AUTO_TEST_CASE(the_slope_is_the_exponent_within_the_range) {
  const Numbers<double> xs{1e-1, 1e-2, 1e-3, 1e-4, 1e-5};
  Numbers<double> ys;
  for (const double x : xs) ys.push_back(x > 2e-4 ? 5 * x * x : 7 / x);
  BOOST_TEST(log_slope(xs, ys, 1e-1, 1e-3) == 2, tt::tolerance(1e-12));
  BOOST_TEST(log_slope(xs, ys, 1e-4, 1e-5) == -1, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(the_plain_network_follows_its_formula) {
  // One unit, one input, two steps: W_xh = 0.5, W_hh = −0.3, b = 0.1.
  const double h1 = std::tanh(2 * 0.5 + 0.1), h2 = std::tanh(-1 * 0.5 + h1 * -0.3 + 0.1);
  BOOST_TEST(plain_rnn_loss(Numbers<double>{0.5, -0.3, 0.1}, {2, -1}, {0.25}) == (h2 - 0.25) * (h2 - 0.25),
             tt::tolerance(1e-14));
}

BOOST_AUTO_TEST_SUITE_END()
