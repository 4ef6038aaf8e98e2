// lessons/support/data/abc.hpp: tunes as texts.
#include "lessons/support/data/abc.hpp"

#include <boost/test/unit_test.hpp>

#include "autograd/error.hpp"
#include "tests/lessons/support.hpp"

using namespace unroll;
using namespace unroll::lessons;

BOOST_AUTO_TEST_SUITE(abc)

// What stands after the head.
std::string notes(const std::vector<data::AbcNote>& notes, int beats = 4) {
  const std::string text = data::write_abc({"A tune", beats, 120, notes});
  return text.substr(text.find("K:C\n") + 4);
}

BOOST_AUTO_TEST_CASE(the_whole_text) {
  BOOST_TEST(data::write_abc({"A tune", 3, 90, {{60, 4}, {64, 4}, {67, 4}, {72, 12}}}) ==
             "X:1\nT:A tune\nM:3/4\nL:1/16\nQ:1/4=90\nK:C\nC4 E4 G4 | c12 |]\n");
}

BOOST_AUTO_TEST_CASE(every_octave_has_its_letters) {
  BOOST_TEST(notes({{0, 4}, {24, 4}, {36, 4}, {48, 4}}) == "C,,,,,4 C,,,4 C,,4 C,4 |]\n");
  BOOST_TEST(notes({{60, 4}, {71, 4}, {72, 4}, {83, 4}}) == "C4 B4 c4 b4 |]\n");
  BOOST_TEST(notes({{84, 4}, {108, 4}, {127, 4}}) == "c'4 c'''4 g''''4 |]\n");
}

BOOST_AUTO_TEST_CASE(a_sharp_holds_until_the_bar_ends_or_a_natural_undoes_it) {
  BOOST_TEST(notes({{61, 4}, {61, 4}, {60, 4}, {61, 4}, {61, 4}, {60, 12}}) == "^C4 C4 =C4 ^C4 | ^C4 =C12 |]\n");
  BOOST_TEST(notes({{61, 8}, {73, 8}}) == "^C8 ^c8 |]\n");  // whether a sharp holds an octave higher is disputed
  BOOST_TEST(notes({{61, 4}, {72, 4}, {60, 4}, {60, 4}}) == "^C4 =c4 =C4 C4 |]\n");
}

BOOST_AUTO_TEST_CASE(notes_are_cut_at_bar_lines_and_into_lengths_that_have_signs) {
  BOOST_TEST(notes({{60, 12}, {62, 8}, {64, 12}}) == "C12 D4- | D4 E12 |]\n");
  BOOST_TEST(notes({{60, 5}, {62, 11}}) == "C4- CD8-D3 |]\n");
  BOOST_TEST(notes({{61, 20}}) == "^C16- | ^C4 |]\n");
  BOOST_TEST(notes({{data::AbcNote::rest, 20}}) == "z16 | z4 |]\n");  // rests are not tied
}

BOOST_AUTO_TEST_CASE(beats_are_groups_and_four_bars_a_line) {
  BOOST_TEST(notes({{60, 2}, {62, 2}, {64, 2}, {65, 2}}) == "C2D2 E2F2 |]\n");
  BOOST_TEST(notes(std::vector<data::AbcNote>(5, {60, 4}), 1) == "C4 | C4 | C4 | C4 |\nC4 |]\n");
}

BOOST_AUTO_TEST_CASE(a_title_is_a_line) {
  const std::string text = data::write_abc({"50 %\nK:D \\", 4, 120, {{60, 4}}});
  BOOST_TEST(contains(text, "\nT:50   K:D  \nM:"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_is_named) {
  const auto refused = [](const data::AbcTune& tune) -> std::string {
    try {
      data::write_abc(tune);
    } catch (const Error& error) {
      return error.what();
    }
    return "it was written";
  };
  BOOST_TEST(contains(refused({"", 4, 120, {}}), "a tune needs a note"));
  BOOST_TEST(contains(refused({"", 0, 120, {{60, 4}}}), "0 quarters in a bar"));
  BOOST_TEST(contains(refused({"", 4, 0, {{60, 4}}}), "0 a minute"));
  BOOST_TEST(contains(refused({"", 4, 120, {{60, 4}, {60, 0}}}), "note 1 has key 60 and 0 sixteenths"));
  BOOST_TEST(contains(refused({"", 4, 120, {{128, 4}}}), "note 0 has key 128"));
  BOOST_TEST(contains(refused({"", 4, 120, {{-2, 4}}}), "note 0 has key -2"));
}

BOOST_AUTO_TEST_CASE(keys_have_names) {
  BOOST_TEST(data::name_of_key(60) == "C4");
  BOOST_TEST(data::name_of_key(54) == "F#3");
  BOOST_TEST(data::name_of_key(0) == "C-1");
}

BOOST_AUTO_TEST_SUITE_END()
