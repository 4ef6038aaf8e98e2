// lessons/support/data/fasta.hpp
#include "lessons/support/data/fasta.hpp"

#include <boost/test/unit_test.hpp>

#include "autograd/error.hpp"
#include "tests/lessons/hostile.hpp"

using namespace unroll;
using lessons::data::FastaRecord;
using lessons::data::read_fasta;

BOOST_AUTO_TEST_SUITE(fasta)

const std::string good =
    ">HBA_HUMAN Haemoglobin  alpha\n"
    "VLSPADK\n"
    "TNV KAAW*\n"
    "\n"
    "; a comment\n"
    "> MYG_HORSE\t\r\n"
    "glsdgew-qq.\r\n";

void check_refused(const std::string& bytes, const std::string& sentence) {
  BOOST_CHECK_EXCEPTION(read_fasta(bytes, "some.fa"), FileError, [&](const FileError& error) {
    BOOST_TEST(error.what() == sentence);
    return true;
  });
}

BOOST_AUTO_TEST_CASE(names_descriptions_and_letters_are_read) {
  const std::vector<FastaRecord> records = read_fasta(good, "some.fa");
  BOOST_REQUIRE(records.size() == 2);
  BOOST_TEST(records[0].name == "HBA_HUMAN");
  BOOST_TEST(records[0].description == "Haemoglobin  alpha");
  BOOST_TEST(records[0].letters == "VLSPADKTNVKAAW*");
  BOOST_TEST(records[1].name == "MYG_HORSE");
  BOOST_TEST(records[1].description == "");
  BOOST_TEST(records[1].letters == "glsdgew-qq.");
}

BOOST_AUTO_TEST_CASE(the_last_line_may_lack_its_end) {
  const std::vector<FastaRecord> records = read_fasta(">a\nACGT", "some.fa");
  BOOST_REQUIRE(records.size() == 1);
  BOOST_TEST(records[0].letters == "ACGT");
}

BOOST_AUTO_TEST_CASE(what_is_no_fasta_is_refused_in_a_sentence) {
  check_refused("", "some.fa holds no sequences; a FASTA file has lines such as \">name\".");
  check_refused("\n\n; only a comment\n", "some.fa holds no sequences; a FASTA file has lines such as \">name\".");
  check_refused("\nACGT\n>a\nACGT\n",
                "some.fa, line 2: a FASTA file begins with a line such as \">name\", and this one does not.");
  check_refused(">a\nACGT\n>  \nACGT\n",
                "some.fa, line 3: a record has no name; one should follow the >, as in \">HBA_HUMAN\".");
  check_refused(">a\n>b\nACGT\n",
                "some.fa, line 1: no letters follow this record's name; the file is cut off, or the record should be "
                "left out.");
  check_refused(">a\nACGT\n>b\n",
                "some.fa, line 3: no letters follow this record's name; the file is cut off, or the record should be "
                "left out.");
  check_refused(">a\nAC6T\n",
                "some.fa, line 2: the character 6 is in a sequence; it should be of letters, with * - . beside them.");
  check_refused(">a\nAC\x07T\n",
                "some.fa, line 2: the byte 0x07 is in a sequence; it should be of letters, with * - . beside them.");
  check_refused(">a\x1f\nACGT\n",
                "some.fa, line 1: the name of a record holds control characters, so that this is no FASTA file; it "
                "should be text.");
}

BOOST_AUTO_TEST_CASE(too_many_records_are_refused) {
  std::string bytes;
  for (int i = 0; i < 1'000'001; ++i) bytes += ">a\nA\n";
  check_refused(bytes, "some.fa, line 2000001: there are more than 1000000 records; take a part of the file.");
}

BOOST_AUTO_TEST_CASE(a_long_sequence_is_read) {
  std::string bytes = ">long\n";
  while (bytes.size() < enormous) bytes += "ACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGT\n";
  BOOST_TEST(read_fasta(bytes, "long.fa").front().letters.size() == bytes.size() / 53 * 52);
}

BOOST_AUTO_TEST_CASE(broken_files_are_read_or_refused) {
  torture([](const std::string& bytes) { read_fasta(bytes, "some.fa"); }, good);
}

BOOST_AUTO_TEST_SUITE_END()
