// lessons/support/data/genbank.hpp: a good record, every refusal by its sentence, and files as nobody should write
// them.
#include "lessons/support/data/genbank.hpp"

#include <boost/test/unit_test.hpp>

#include "autograd/error.hpp"
#include "tests/lessons/hostile.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll;
using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(genbank)

const std::string good = R"(LOCUS       SMALL          75 bp    DNA   circular  BCT       03-SEP-1998
DEFINITION  A small record.
ACCESSION   X1
FEATURES             Location/Qualifiers
     source          1..75
                     /organism="Nobody"
     gene            3..11
     CDS             3..11
                     /gene="one"
                     /product="says ""CDS"" in
                     two lines /gene=no"
                     /codon_start=1
     CDS             complement(join(21..23,
                     31..33))
                     /gene="two"
     tRNA            40..50
     CDS             join(complement(4..5),70,>72..75)
BASE COUNT 1 a
ORIGIN
        1 acgtacgtac ggttnacgta cgtaaccggt tttgggcccc aaaaacccgt gtgttaaatt
       61 CCGGATTTTT ACGTA
//
)";

data::GenBank read(const std::string& text) { return data::read_genbank(text, "small.gbk"); }

std::string refusal(const std::string& text) {
  try {
    read(text);
  } catch (const FileError& error) {
    return error.what();
  }
  return "";
}
// The good record with `from` replaced.
std::string refusal(const std::string& from, const std::string& to) {
  std::string text = good;
  BOOST_REQUIRE(contains(text, from));
  return refusal(text.replace(text.find(from), from.size(), to));
}
bool same(const data::Stretch& a, const data::Stretch& b) {
  return a.begin == b.begin && a.end == b.end && a.complement == b.complement;
}

BOOST_AUTO_TEST_CASE(a_record_is_read) {
  const data::GenBank record = read(good);
  BOOST_TEST(record.name == "SMALL");
  BOOST_TEST(record.definition == "A small record.");
  BOOST_TEST(record.sequence == "ACGTACGTACGGTTNACGTACGTAACCGGTTTTGGGCCCCAAAAACCCGTGTGTTAAATTCCGGATTTTTACGTA");
  BOOST_REQUIRE(record.genes.size() == 3);
  BOOST_TEST(record.genes[0].gene == "one");
  BOOST_TEST(record.genes[0].product == "says \"\"CDS\"\" in two lines /gene=no");
  BOOST_TEST(!record.genes[0].partial);
  BOOST_TEST(data::spliced(record, record.genes[0]) == "GTACGTACG");
}

BOOST_AUTO_TEST_CASE(the_other_strand_is_read_from_its_end) {
  const data::GenBank record = read(good);
  const data::CodingSequence& two = record.genes[1];
  BOOST_REQUIRE(two.parts.size() == 2);
  BOOST_TEST(same(two.parts[0], {30, 33, true}));
  BOOST_TEST(same(two.parts[1], {20, 23, true}));
  BOOST_TEST(data::spliced(record, two) == "AAAACG");  // of TTT and CGT
  BOOST_TEST(two.size() == 6);

  const data::CodingSequence& mixed = record.genes[2];
  BOOST_REQUIRE(mixed.parts.size() == 3);
  BOOST_TEST(same(mixed.parts[0], {3, 5, true}));
  BOOST_TEST(same(mixed.parts[1], {69, 70, false}));
  BOOST_TEST(same(mixed.parts[2], {71, 75, false}));
  BOOST_TEST(mixed.partial);
  BOOST_TEST(data::spliced(record, mixed) == "TATCGTA");
}

BOOST_AUTO_TEST_CASE(complement_of_complement_is_the_strand_itself) {
  const std::string other = data::reverse_complement("AACGTN");
  BOOST_TEST(other == "NACGTT");
  BOOST_TEST(data::reverse_complement("ACGTRYKMBVDHSWN") == "NWSDHBVKMRYACGT");
  BOOST_TEST(data::reverse_complement(data::reverse_complement("ACGTRYKMBVDHSWN")) == "ACGTRYKMBVDHSWN");
}

BOOST_AUTO_TEST_CASE(lines_may_end_as_windows_ends_them) {
  std::string text;
  for (char c : good) text += c == '\n' ? "\r\n" : std::string(1, c);
  BOOST_TEST(read(text).sequence == read(good).sequence);
  BOOST_TEST(read(text).genes[1].parts.size() == 2);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_with_the_file_and_the_line) {
  const auto tells = [](const std::string& sentence, const std::string& part) {
    BOOST_TEST(contains(sentence, part), sentence);
  };
  tells(refusal(""), "small.gbk, line 0: a record of GenBank begins with a line LOCUS");
  tells(refusal("{\"json\": 1}"), "small.gbk, line 1: a record of GenBank begins with a line LOCUS");
  tells(refusal("75 bp", "75 aa"), "line 1: LOCUS should say a name and how many bases");
  tells(refusal("75 bp", "many bp"), "line 1: LOCUS should say");
  tells(refusal("75 bp", "9999999999999999 bp"), "line 1: LOCUS should say");
  tells(refusal("75 bp", "999999999999 bp"), "there are 75 bases, and LOCUS says 999999999999");
  tells(refusal("ORIGIN", "SEQUENCE"), "there is no line ORIGIN");
  tells(refusal("//\n", ""), "does not end with a line //");
  tells(refusal("//\n", "//\n\nLOCUS       NEXT 3 bp\n"), "line 24: something follows after //");
  tells(refusal("       61 CC", "       51 CC"),
        "line 21: the sequence's line should begin with the number of its first");
  tells(refusal("acgtacgtac", "acgtacgt-c"), "line 20: the character - is no base");
  tells(refusal("ATTTTT ACGTA", "ATTTTT ACGT"), "there are 74 bases, and LOCUS says 75");
  tells(refusal("\"two\"", "\"two"), "line 15: a quotation mark is opened and not closed within the feature");

  tells(refusal("3..11\n                     /gene=\"one", "3..76\n                     /gene=\"one"),
        "line 8: a CDS goes to base 76, and the sequence has 75");
  tells(refusal("join(21..23", "join(23..21"),
        "line 13: the location \"complement(join(23..21,31..33))\" runs backwards");
  tells(refusal("join(21..23", "join(0..23"), "has a base 0");
  tells(refusal("join(21..23", "join(X1:21..23"), "has \"X1:21..23,31..33))\" where the number of a base should be");
  tells(refusal("join(21..23", "join(21^22"), "has \"^22,31..33))\" where it should end");
  tells(refusal("31..33))", "31..33)"), "lacks a closing parenthesis");
  tells(refusal("31..33))", "31..33)))"), "has \")\" where it should end");
  tells(refusal("complement(join(21..23,", "complement(21..23,"), "has a comma in complement(");
  tells(refusal("complement(join(21..23", "join(join(join(join(complement(21..23"), "nested more than four deep");
  tells(refusal("70,>72..75", "1..75,1..75,1..75,1..75,1..75,1..75,1..75,1..75,1..75,1..75,1..75,1..75"),
        "line 17: up to here the CDS have twelve times as many bases");
}

BOOST_AUTO_TEST_CASE(files_as_nobody_should_write_them_are_read_or_refused) {
  torture(
      [](const std::string& text) {
        const data::GenBank record = read(text);
        for (const auto& gene : record.genes) data::spliced(record, gene);
      },
      good);
}

BOOST_AUTO_TEST_CASE(an_enormous_file_is_read_in_time) {
  constexpr std::size_t stretches = enormous / 25, lines = enormous / 100;
  std::string text = "LOCUS       BIG " + std::to_string(60 * lines) + " bp\nFEATURES\n     CDS             join(1..2";
  for (std::size_t i = 0; i < stretches; ++i) text += ",\n                     7..9";
  text += ")\nORIGIN\n";
  for (std::size_t i = 0; i < lines; ++i)
    text += std::to_string(60 * i + 1) + " " + std::string(60, "acgt"[i % 4]) + "\n";
  text += "//\n";
  BOOST_TEST(text.size() > enormous / 5 * 7);
  BOOST_TEST(read(text).genes.front().size() == 3 * stretches + 2);
}

BOOST_AUTO_TEST_CASE(an_enormous_claim_reserves_nothing) {
  BOOST_TEST(contains(refusal("75 bp", "900000000000000 bp"), "LOCUS says 900000000000000"));
  const std::string deep = "complement(join(21..23,\n                     31..33))";
  BOOST_TEST(contains(refusal(deep, std::string(enormous, '(')), "where the number of a base should be"));
  BOOST_TEST(contains(refusal(deep, std::string(1'000'000, '9')), "where the number of a base should be"));
}

BOOST_AUTO_TEST_SUITE_END()
