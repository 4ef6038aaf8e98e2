// lessons/support/data/bible.hpp
#include "lessons/support/data/bible.hpp"

#include <boost/test/unit_test.hpp>

#include "autograd/error.hpp"
#include "tests/lessons/hostile.hpp"

using namespace unroll;
using namespace unroll::lessons::data;

BOOST_AUTO_TEST_SUITE(bible)

const std::string good =
    "\n"
    "1 Samuel 1\n"
    "\n"
    "  1 Now there was a certain man:\n"
    "of mount Ephraim.\n"
    "  2 And he had two wives;\r\n"
    "\n"
    "Ruth 2\n"
    "\n"
    "  1 And Naomi had a kinsman.";

void check_refused(const std::string& bytes, const std::string& sentence) {
  BOOST_CHECK_EXCEPTION(read_bible(bytes, "bible"), FileError, [&](const FileError& error) {
    BOOST_TEST(error.what() == sentence);
    return true;
  });
}

BOOST_AUTO_TEST_CASE(chapters_and_verses_are_read) {
  const std::vector<Chapter> chapters = read_bible(good, "bible");
  BOOST_REQUIRE(chapters.size() == 2);
  BOOST_TEST(chapters[0].name == "1 Samuel 1");
  BOOST_REQUIRE(chapters[0].verses.size() == 2);
  BOOST_TEST(chapters[0].verses[0] == "Now there was a certain man: of mount Ephraim.");
  BOOST_TEST(chapters[0].verses[1] == "And he had two wives;");
  BOOST_TEST(chapters[1].name == "Ruth 2");
  BOOST_TEST(chapters[1].verses[0] == "And Naomi had a kinsman.");
}

BOOST_AUTO_TEST_CASE(a_verse_may_begin_in_the_line_after_its_number) {
  BOOST_TEST(read_bible("Ruth 1\n\n  1 \nNow it\ncame\n", "bible").front().verses.front() == "Now it came");
}

BOOST_AUTO_TEST_CASE(what_is_no_bible_is_refused_in_a_sentence) {
  check_refused("", "bible holds no chapters; each should have a heading such as \"Genesis 1\".");
  check_refused("\n \n", "bible holds no chapters; each should have a heading such as \"Genesis 1\".");
  check_refused("\n  1 In the beginning\n",
                "bible, line 2: a verse stands before the first heading, which should be like \"Genesis 1\".");
  check_refused("Genesis 1\n\n  1 In\n  3 And\n",
                "bible, line 4: the verse's number should be 2, and the line begins with \"3\".");
  check_refused("Genesis 1\nthe beginning\n",
                "bible, line 2: this line goes on with a verse, but none has begun; verses begin with two blanks and a "
                "number.");
  check_refused("Genesis 1\n\nGenesis 2\n\n  1 Thus\n",
                "bible, line 1: no verses follow the heading of this chapter; the file is cut off, or the chapter "
                "should be left out.");
  check_refused("Genesis 1\n\n  1 C\xC3\xA6sar\n",
                "bible, line 3: the byte C3 is no letter or mark of ASCII, and the text should have no other.");
}

BOOST_AUTO_TEST_CASE(hostile_bibles_are_read_or_refused) {
  torture([](const std::string& bytes) { read_bible(bytes, "bible"); }, good);
}

BOOST_AUTO_TEST_CASE(an_enormous_file_is_read_soon) {
  std::string text;
  while (text.size() < enormous) text += good + "\n\n";
  BOOST_TEST(read_bible(text, "bible").size() > enormous / 100);
  BOOST_TEST(read_bible("A\n\n  1 " + std::string(enormous, 'a'), "bible").size() == 1u);
  std::string lines = "A\n\n  1 a\n";
  while (lines.size() < enormous / 2) lines += "a\n";
  BOOST_TEST(read_bible(lines, "bible").front().verses.front().size() > enormous / 2 - 100);
}

BOOST_AUTO_TEST_SUITE_END()
