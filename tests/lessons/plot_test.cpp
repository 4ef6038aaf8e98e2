// lessons/support/plot.hpp: lines as SVG.
#include "lessons/support/plot.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autograd/error.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(plot)

struct Mark {
  double x, y;
};
std::vector<Mark> marks(const std::string& svg) {
  std::vector<Mark> found;
  const std::string begin = "<circle cx=\"";
  for (auto at = svg.find(begin); at != svg.npos; at = svg.find(begin, at + 1)) {
    Mark mark{};
    BOOST_TEST(std::sscanf(svg.c_str() + at, "<circle cx=\"%lf\" cy=\"%lf\"", &mark.x, &mark.y) == 2);
    found.push_back(mark);
  }
  return found;
}

BOOST_AUTO_TEST_CASE(a_logarithmic_axis_spaces_powers_evenly) {
  Plot plot("powers", {"x", Scale::log}, {"y"});
  plot.line("line", {1, 10, 100}, {0, 1, 2});
  const auto points = marks(plot.svg());
  BOOST_TEST_REQUIRE(points.size() == 3u);
  BOOST_TEST(points[1].x - points[0].x == points[2].x - points[1].x, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(points[0].y - points[1].y == points[1].y - points[2].y, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(points[0].x < points[1].x);
  BOOST_TEST(points[0].y > points[1].y);  // SVG counts downwards
}

BOOST_AUTO_TEST_CASE(points_that_an_axis_cannot_show_are_left_out) {
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  Plot plot("gaps", {"x"}, {"y", Scale::log});
  plot.line("line", {1, 2, 3, 4, 5, 6}, {1, 0, -1, nan, infinity, 10});
  BOOST_TEST(marks(plot.svg()).size() == 2u);
  Plot nothing("nothing", {"x"}, {"height", Scale::log});
  nothing.line("line", {1}, {0});
  BOOST_CHECK_EXCEPTION(nothing.svg(), unroll::Error,
                        [](const std::exception& error) { return contains(error.what(), "\"height\""); });
}

BOOST_AUTO_TEST_CASE(one_point_and_equal_points_have_a_place) {
  Plot plot("flat", {"x", Scale::log}, {"y"});
  plot.line("line", {10, 10}, {3, 3});
  for (const Mark& mark : marks(plot.svg())) BOOST_TEST((std::isfinite(mark.x) && std::isfinite(mark.y)));
}

BOOST_AUTO_TEST_CASE(texts_are_escaped) {
  Plot plot("a < b & c", {"x"}, {"y"});
  plot.line("<script>", {0, 1}, {0, 1});
  plot.level("\"chance\"", 0.5);
  const std::string svg = plot.svg();
  BOOST_TEST(contains(svg, "a &lt; b &amp; c"));
  BOOST_TEST(!contains(svg, "<script>"));
  BOOST_TEST(contains(svg, "chance"));
}

BOOST_AUTO_TEST_CASE(xs_and_ys_belong_together) {
  Plot plot("pairs", {"x"}, {"y"});
  BOOST_CHECK_EXCEPTION(plot.line("line", {1, 2}, {1}), unroll::Error, [](const std::exception& error) {
    return contains(error.what(), "\"line\" has 2 xs and 1 ys");
  });
}

BOOST_AUTO_TEST_SUITE_END()
