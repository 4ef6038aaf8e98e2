// graphs/ruler.hpp: ends, ticks and places of an axis.
#include "graphs/ruler.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <set>

#include "autograd/error.hpp"
#include "autograd/random.hpp"

using namespace unroll;
using namespace unroll::graphs;

BOOST_AUTO_TEST_SUITE(ruler)

std::vector<double> places(const Ruler& ruler) {
  std::vector<double> found;
  for (const Tick& tick : ruler.ticks()) found.push_back(tick.at);
  return found;
}

BOOST_AUTO_TEST_CASE(ends_and_ticks_are_round) {
  BOOST_TEST(places(Ruler({""}, {0.03, 0.97})) == (std::vector<double>{0, 0.2, 0.4, 0.6, 0.8, 1}),
             boost::test_tools::tolerance(1e-12) << boost::test_tools::per_element());
  const Ruler lengths({""}, {4, 50});
  BOOST_TEST(lengths.low() == 0);
  BOOST_TEST(lengths.high() == 50);
  const Ruler powers({"", Scale::log}, {3e-9, 40});
  BOOST_TEST(powers.low() == 1e-9, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(powers.high() == 100, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(powers.ticks().front().text == "10^{−9}");
  const Ruler narrow({"", Scale::log}, {12, 40});
  BOOST_TEST(places(narrow) == (std::vector<double>{10, 20, 50}), boost::test_tools::tolerance(1e-12)
                                                                      << boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(any_numbers_give_a_few_distinct_ticks_between_the_ends) {
  Random random(3);
  for (int i = 0; i < 2000; ++i) {
    const double size = std::pow(10, random.uniform() * 500 - 250);
    const double first = size * (random.uniform() * 2 - 1), other = size * (random.uniform() * 2 - 1);
    for (const Scale scale : {Scale::linear, Scale::log}) {
      const bool log = scale == Scale::log;
      const std::vector<double> values{log ? std::abs(first) : first, log ? std::abs(other) : other};
      const Ruler ruler({"", scale}, values, i % 2);
      const auto [least, most] = std::minmax(values[0], values[1]);
      BOOST_TEST((ruler.low() <= least * (least > 0 ? 1 + 1e-9 : 1 - 1e-9)));
      BOOST_TEST((ruler.high() >= most * (most > 0 ? 1 - 1e-9 : 1 + 1e-9)));
      BOOST_TEST((ruler.ticks().size() >= 2 && ruler.ticks().size() <= 12));
      std::set<std::string> texts;
      for (const Tick& tick : ruler.ticks()) {
        texts.insert(tick.text);
        BOOST_TEST((ruler.place(tick.at) > -1e-6 && ruler.place(tick.at) < 1 + 1e-6));
      }
      BOOST_TEST(texts.size() == ruler.ticks().size());
    }
  }
}

BOOST_AUTO_TEST_CASE(equal_and_nearly_equal_numbers_have_room) {
  for (const double v : {0.0, 1.0, -3.0, 1e-200, -1e250, 1e17})
    for (const double other : {v, std::nextafter(v, 1e300)}) {
      const Ruler ruler({""}, {v, other});
      BOOST_TEST((ruler.low() < v && v < ruler.high()));
      BOOST_TEST((ruler.ticks().size() >= 2 && ruler.ticks().size() <= 12));
    }
  const Ruler log({"", Scale::log}, {10, 10});
  BOOST_TEST((log.low() < 10 && 10 < log.high()));
}

BOOST_AUTO_TEST_CASE(numbers_close_together_far_from_zero_are_told_apart) {
  const Ruler ruler({""}, {1e9 + 1, 1e9 + 2});
  std::set<std::string> texts;
  for (const Tick& tick : ruler.ticks()) texts.insert(tick.text);
  BOOST_TEST(texts.size() == ruler.ticks().size());
}

BOOST_AUTO_TEST_CASE(the_axis_decides_where_it_says_so) {
  const Ruler ruler({"", Scale::linear, 0.25}, {0.5, 0.9});
  BOOST_TEST(ruler.low() == 0.25);
  const Ruler turned({"", Scale::linear, 10, 0}, {1});
  BOOST_TEST(turned.place(10) == 0);
  BOOST_TEST(turned.place(0) == 1);
  BOOST_TEST(turned.ticks().size() == 6u);
  const Ruler named({.label = "", .names = {"a", "b"}}, {});
  BOOST_TEST(named.ticks().at(1).text == "b");
  BOOST_TEST(named.ticks().at(1).at == 2);
}

BOOST_AUTO_TEST_CASE(what_an_axis_cannot_do_is_a_sentence) {
  const auto says = [](const char* words) {
    return [=](const std::exception& error) { return std::string(error.what()).find(words) != std::string::npos; };
  };
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::nan("");
  BOOST_CHECK_EXCEPTION(Ruler({"height"}, {}), Error, says("\"height\" can show"));
  BOOST_CHECK_EXCEPTION(Ruler({"height"}, {nan, infinity}), Error, says("no number is finite"));
  BOOST_CHECK_EXCEPTION(Ruler({"height", Scale::log}, {0, -1}), Error, says("no number is positive"));
  BOOST_CHECK_EXCEPTION(Ruler({"height", Scale::log, 0}, {1}), Error, says("cannot end at 0"));
  BOOST_CHECK_EXCEPTION(Ruler({"height", Scale::linear, {}, infinity}, {1}), Error, says("cannot end at inf"));
  BOOST_CHECK_EXCEPTION(Ruler({"height", Scale::linear, 2, 2}, {1}), Error, says("both ends"));
}

BOOST_AUTO_TEST_CASE(edges_lie_halfway) {
  BOOST_TEST(edges({1, 2, 4}, Scale::linear) == (std::vector<double>{0.5, 1.5, 3, 5}),
             boost::test_tools::tolerance(1e-12) << boost::test_tools::per_element());
  BOOST_TEST(edges({1, 100}, Scale::log) == (std::vector<double>{0.1, 10, 1000}),
             boost::test_tools::tolerance(1e-12) << boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
