// lessons/support/tasks.hpp: what is drawn is what is asked.
#include "lessons/support/tasks.hpp"

#include <boost/test/unit_test.hpp>

#include "autograd/random.hpp"

using namespace unroll;
using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(tasks)

BOOST_AUTO_TEST_CASE(the_first_symbol_is_the_first) {
  seed(1);
  const FirstSymbol drawn = draw_first_symbol(7, 300);
  const Array xs = drawn.xs();
  BOOST_TEST((xs.shape() == Shape{7, 300, symbols}));
  std::vector<int> seen(symbols);
  for (Index n = 0; n < 300; ++n) {
    BOOST_TEST(drawn.first[n] == drawn.ids[n]);
    ++seen[std::size_t(drawn.first[n])];
    for (Index t = 0; t < 7; ++t)
      for (Index k = 0; k < symbols; ++k) BOOST_TEST(xs.at({t, n, k}) == (drawn.ids[t * 300 + n] == k ? 1 : 0));
  }
  for (const int count : seen) BOOST_TEST((count > 15 && count < 65));
  BOOST_TEST(right_answers(xs[0], drawn.first) == 1);
  BOOST_TEST(right_answers(xs[3], drawn.first) < 0.25);
}

BOOST_AUTO_TEST_CASE(two_marked_numbers_make_the_sum) {
  seed(2);
  for (const Index T : {10, 11}) {
    const MarkedSum drawn = draw_marked_sum(T, 2000);
    double squares = 0;
    for (Index n = 0; n < 2000; ++n) {
      double sum = 0;
      int early = 0, late = 0;
      for (Index t = 0; t < T; ++t)
        if (drawn.xs.at({t, n, 1}) == 1) {
          sum += double(drawn.xs.at({t, n, 0}));
          ++(t < T / 2 ? early : late);
        }
      BOOST_TEST((early == 1 && late == 1));
      BOOST_TEST(drawn.wanted.at({n, 0}) == Real(sum), boost::test_tools::tolerance(Real(1e-5)));
      squares += (sum - 1) * (sum - 1);
    }
    BOOST_TEST(squares / 2000 == 1.0 / 6, boost::test_tools::tolerance(0.1));
  }
}

BOOST_AUTO_TEST_SUITE_END()
