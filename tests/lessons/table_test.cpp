// lessons/support/table.hpp: columns are as wide as their widest text, counted in characters.
#include "lessons/support/table.hpp"

#include <boost/test/unit_test.hpp>

using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(table)

BOOST_AUTO_TEST_CASE(columns_are_aligned) {
  const Table table{{"cell", "ε"}, {{"a long name", "0.5"}, {"", "10"}}};
  BOOST_TEST(aligned(table) ==
             "         cell    ε\n"
             "  a long name  0.5\n"
             "                10\n");
  BOOST_TEST(aligned(table, Side::left) ==
             "  cell         ε\n"
             "  a long name  0.5\n"
             "               10\n");
}

BOOST_AUTO_TEST_SUITE_END()
