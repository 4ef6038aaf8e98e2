// lessons/support/data/stockholm.hpp
#include "lessons/support/data/stockholm.hpp"

#include <boost/test/unit_test.hpp>

#include "autograd/error.hpp"
#include "tests/lessons/hostile.hpp"

using namespace unroll;
using lessons::data::read_stockholm;
using lessons::data::Stockholm;

BOOST_AUTO_TEST_SUITE(stockholm)

const std::string good =
    "# STOCKHOLM 1.0\n"
    "#=GF ID   fn3\n"
    "#=GF DE   Fibronectin type III domain\n"
    "#=GS LAR_DROME/418-503 AC P16621.2\n"
    "\n"
    "LAR_DROME/418-503     SAP.RNV\n"
    "TENA_CHICK/1495-1571\tDAP-KDl\r\n"
    "#=GR LAR_DROME/418-503 SS ---.EEE\n"
    "\n"
    "LAR_DROME/418-503     QV~\n"
    "TENA_CHICK/1495-1571  S_*\n"
    "#=GC SS_cons          EEE\n"
    "//\n";

void check_refused(const std::string& bytes, const std::string& sentence) {
  BOOST_CHECK_EXCEPTION(read_stockholm(bytes, "some.sto"), FileError, [&](const FileError& error) {
    BOOST_TEST(error.what() == sentence);
    return true;
  });
}

BOOST_AUTO_TEST_CASE(rows_are_read_over_several_blocks) {
  const Stockholm alignment = read_stockholm(good, "some.sto");
  BOOST_TEST(alignment.id == "fn3");
  BOOST_REQUIRE(alignment.rows.size() == 2);
  BOOST_TEST(alignment.width() == 10);
  BOOST_TEST(alignment.rows[0].name == "LAR_DROME/418-503");
  BOOST_TEST(alignment.rows[0].columns == "SAP.RNVQV.");
  BOOST_TEST(alignment.rows[0].letters() == "SAPRNVQV");
  BOOST_TEST(alignment.rows[1].name == "TENA_CHICK/1495-1571");
  BOOST_TEST(alignment.rows[1].columns == "DAP.KDlS.*");
}

BOOST_AUTO_TEST_CASE(what_is_no_stockholm_is_refused_in_a_sentence) {
  const std::string head = "# STOCKHOLM 1.0\n";
  check_refused("", "some.sto is no Stockholm file: it does not begin with \"# STOCKHOLM 1.0\".");
  check_refused(">a\nACGT\n", "some.sto is no Stockholm file: it does not begin with \"# STOCKHOLM 1.0\".");
  check_refused(head + "a AC\n", "some.sto is cut off: the end of a Stockholm file is a line //, and there is none.");
  check_refused(head + "//\n", "some.sto holds no rows; each is a name and its columns.");
  check_refused(head + "a AC\n//\n" + head + "a AC\n//\n",
                "some.sto, line 4: another alignment follows the end of the first, //; a file should hold one.");
  check_refused(head + "a\n//\n", "some.sto, line 2: a row has a name and columns, and this one has a single word.");
  check_refused(head + "a AC\na AC\n//\n",
                "some.sto, line 3: the name of this row has come before; a name stands once in each block of rows.");
  check_refused(head + "a AC\nb A2\n//\n",
                "some.sto, line 3: the character 2 is in a row; its columns are letters, and . - _ ~ for gaps.");
  check_refused(head + "a A C\n//\n",
                "some.sto, line 2: the byte 0x20 is in a row; its columns are letters, and . - _ ~ for gaps.");
  check_refused(head + "a\x01 AC\n//\n",
                "some.sto, line 2: the name of a row holds control characters, so that this is no text; it should be.");
  check_refused(head + "#=GF ID \r \na AC\n//\n",
                "some.sto, line 2: the ID holds control characters, so that this is no text; it should be.");
  check_refused(head + "a AC\nb ACD\n\na AC\nb AC\n//\n",
                "some.sto, line 3: the row that begins here has 5 columns, the first one 4; all are equally long.");
  check_refused(head + "a AC\nb ..\n//\n", "some.sto, line 3: the row that begins here has no letters; leave it out.");
}

BOOST_AUTO_TEST_CASE(too_many_rows_are_refused) {
  std::string bytes = "# STOCKHOLM 1.0\n";
  for (int i = 0; i < 1'000'001; ++i) bytes += std::to_string(i) + " A\n";
  check_refused(bytes, "some.sto, line 1000002: there are more than 1000000 rows; take a part of the file.");
}

BOOST_AUTO_TEST_CASE(a_long_alignment_is_read) {
  const std::string block =
      "a " + std::string(500, 'A') + "\nb " + std::string(500, '.') + "\nc " + std::string(500, 'C') + "\n\n";
  std::string bytes = "# STOCKHOLM 1.0\nb " + std::string(1, 'B') + "\na A\nc C\n\n";
  while (bytes.size() < enormous) bytes += block;
  BOOST_TEST(read_stockholm(bytes + "//\n", "long.sto").width() > Index(enormous / 25 * 8));
}

BOOST_AUTO_TEST_CASE(broken_files_are_read_or_refused) {
  torture([](const std::string& bytes) { read_stockholm(bytes, "some.sto"); }, good);
}

BOOST_AUTO_TEST_SUITE_END()
