// graphs/name_places.hpp: a name lies beside its curve, inside the area, on nothing else.
#include "graphs/name_places.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

using namespace unroll::graphs;

BOOST_AUTO_TEST_SUITE(name_places)

constexpr Area area{50, 40, 650, 340};
constexpr double width = 80, height = 14;

BOOST_AUTO_TEST_CASE(numbers_are_moved_apart_as_little_as_possible) {
  const auto check = [](const std::vector<double>& numbers, const std::vector<double>& expected) {
    BOOST_TEST(apart(numbers, 10) == expected, boost::test_tools::per_element());
  };
  check({}, {});
  check({3}, {3});
  check({0, 10, 25}, {0, 10, 25});
  check({0, 10, 14}, {-2, 8, 18});
  check({50, 50}, {45, 55});
  check({0, 0, 100, 104, 104}, {-5, 5, 92 + 2.0 / 3, 102 + 2.0 / 3, 112 + 2.0 / 3});
}

std::vector<Spot> line(double from, double to) {
  std::vector<Spot> spots;
  for (int i = 0; i <= 20; ++i) spots.push_back({area.left + i * 30, from + (to - from) * i / 20});
  return spots;
}

double distance(const Spot& middle, const std::vector<Spot>& spots) {  // from the name's box
  double least = 1e9;
  for (std::size_t i = 1; i < spots.size(); ++i)
    for (int j = 0; j <= 100; ++j) {
      const double x = spots[i - 1].x + (spots[i].x - spots[i - 1].x) * j / 100;
      const double y = spots[i - 1].y + (spots[i].y - spots[i - 1].y) * j / 100;
      least = std::min(least, std::hypot(std::max(0.0, std::abs(x - middle.x) - width / 2),
                                         std::max(0.0, std::abs(y - middle.y) - height / 2)));
    }
  return least;
}

BOOST_AUTO_TEST_CASE(names_of_crossing_curves_are_free_and_next_to_their_own) {
  const std::vector<std::vector<Spot>> curves{line(60, 320), line(320, 60), line(200, 200), line(90, 110)};
  NamePlaces places(area);
  for (const auto& curve : curves) places.curve(curve);
  std::vector<Spot> middles;
  for (std::size_t i = 0; i < curves.size(); ++i) middles.push_back(places.place(i, width, height));
  for (std::size_t i = 0; i < curves.size(); ++i) {
    BOOST_TEST(distance(middles[i], curves[i]) < 12);
    for (std::size_t j = 0; j < curves.size(); ++j) {
      BOOST_TEST(distance(middles[i], curves[j]) > 0);
      if (j == i) continue;
      BOOST_TEST(distance(middles[i], curves[j]) > distance(middles[i], curves[i]));
      BOOST_TEST((std::abs(middles[i].x - middles[j].x) >= width || std::abs(middles[i].y - middles[j].y) >= height));
    }
    BOOST_TEST((middles[i].x - width / 2 >= area.left && middles[i].x + width / 2 <= area.right));
    BOOST_TEST((middles[i].y - height / 2 >= area.top && middles[i].y + height / 2 <= area.bottom));
  }
}

BOOST_AUTO_TEST_CASE(an_upright_line_has_its_name_at_its_side) {
  const std::vector<Spot> upright{{300, area.top}, {300, area.bottom}};
  NamePlaces places(area);
  places.curve(upright);
  const Spot middle = places.place(0, width, height);
  BOOST_TEST(distance(middle, upright) > 0);
  BOOST_TEST(distance(middle, upright) < 16);
}

// A curve that rises, bends at a mark and ends: its name touches neither.
BOOST_AUTO_TEST_CASE(a_name_touches_no_mark_of_its_own_curve) {
  for (const double bend : {60.0, 90.0, 120.0, 160.0})
    for (const double step : {12.0, 30.0, 60.0}) {
      const std::vector<Spot> rising{
          {50, 330}, {50 + step, 320}, {50 + 2 * step, 325}, {50 + 3 * step, bend}, {50 + 4 * step, bend - 12}};
      for (const std::vector<Spot>& others : {std::vector<Spot>{}, line(310, 320)}) {
        NamePlaces places(area);
        places.curve(rising, 1);
        places.curve(others, 1);
        const Spot middle = places.place(0, width, height);
        BOOST_TEST(distance(middle, rising) > 0);
        BOOST_TEST(distance(middle, rising) < 16);
        for (const Spot& mark : rising)
          BOOST_TEST(std::hypot(std::max(0.0, std::abs(mark.x - middle.x) - width / 2),
                                std::max(0.0, std::abs(mark.y - middle.y) - height / 2)) > 5);
      }
    }
}

BOOST_AUTO_TEST_CASE(whatever_there_is_a_place_is_finite) {
  NamePlaces places(area);
  places.curve({});
  places.curve({{NAN, NAN}, {1e9, 1e9}, {-1e9, 3}, {NAN, 1}});
  for (int i = 0; i < 200; ++i) places.mark({50.0 + i, 60});
  for (std::size_t i = 0; i < 2; ++i) {
    const Spot middle = places.place(i, 5000, 14);
    BOOST_TEST((std::isfinite(middle.x) && std::isfinite(middle.y)));
  }
}

BOOST_AUTO_TEST_CASE(a_name_keeps_off_whole_marks) {
  const std::vector<Spot> curve = line(200, 200);
  NamePlaces places(area);
  places.curve(curve);
  std::vector<Spot> marks;
  for (double x = area.left; x < 500; x += 12)
    for (double y = area.top; y < area.bottom; y += 20) marks.push_back({x, y}), places.mark(marks.back());
  const Spot middle = places.place(0, width, height);
  for (const Spot& mark : marks)
    BOOST_TEST((std::abs(mark.x - middle.x) > width / 2 + 4 || std::abs(mark.y - middle.y) > height / 2 + 4));
}

BOOST_AUTO_TEST_CASE(names_that_stand_above_the_area_keep_off_each_other) {
  NamePlaces places(area);
  for (const double end : {2.0, 8.0, 1.0}) places.curve(line(area.top, area.top + end), 1);
  std::vector<Spot> names;
  for (std::size_t i = 0; i < 3; ++i) names.push_back(places.place(i, width, height));
  BOOST_TEST((names[0].y < area.top && names[2].y < area.top));
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < i; ++j)
      BOOST_TEST((std::abs(names[i].x - names[j].x) >= width || std::abs(names[i].y - names[j].y) >= height));
}

BOOST_AUTO_TEST_SUITE_END()
