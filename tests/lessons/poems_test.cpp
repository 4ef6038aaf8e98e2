// lessons/support/data/poems.hpp
#include "lessons/support/data/poems.hpp"

#include <boost/test/unit_test.hpp>

#include "autograd/error.hpp"
#include "lessons/support/data/utf8.hpp"
#include "tests/lessons/hostile.hpp"

using namespace unroll;
using namespace unroll::lessons::data;

BOOST_AUTO_TEST_SUITE(poems)

const std::string good =
    "\x1B[32m《夜思》\x1B[m\n"
    "\x1B[33m作者：李白\x1B[m\n"
    "床前明月光，疑是地上霜。\n"
    "举头望明月, 低头思“故乡”。\n"
    "%\n"
    "\n"
    "《鹿柴》\r\n"
    "空山不见人，\r\n"
    "但闻人语响？\r\n"
    "%\n";

void check_refused(const std::string& bytes, const std::string& sentence) {
  BOOST_CHECK_EXCEPTION(read_poems(bytes, "tang"), FileError, [&](const FileError& error) {
    BOOST_TEST(error.what() == sentence);
    return true;
  });
}

BOOST_AUTO_TEST_CASE(titles_authors_and_verses_are_read) {
  const std::vector<Poem> poems = read_poems(good, "tang");
  BOOST_REQUIRE(poems.size() == 2);
  BOOST_TEST(poems[0].title == "夜思");
  BOOST_TEST(poems[0].author == "李白");
  BOOST_TEST(to_utf8(poems[0].body) == "床前明月光，疑是地上霜。举头望明月，低头思故乡。");
  BOOST_TEST(poems[1].title == "鹿柴");
  BOOST_TEST(poems[1].author == "");
  BOOST_TEST(to_utf8(poems[1].body) == "空山不见人，但闻人语响？");
}

BOOST_AUTO_TEST_CASE(the_last_poem_may_lack_its_end) { BOOST_TEST(read_poems("《一》\n空山。", "tang").size() == 1); }

BOOST_AUTO_TEST_CASE(marks_end_lines_and_characters_do_not) {
  for (char32_t c : U"，。！？；：、")
    if (c) BOOST_TEST(is_mark(c));
  for (char32_t c : U"床a“ ") BOOST_TEST(!is_mark(c));
}

BOOST_AUTO_TEST_CASE(what_are_no_poems_is_refused_in_a_sentence) {
  check_refused("", "tang holds no poems; each should have a title in 《 and 》, and verses.");
  check_refused("%\n\n%\n", "tang holds no poems; each should have a title in 《 and 》, and verses.");
  check_refused("床前明月光\n", "tang, line 1: a poem begins with a title in 《 and 》, and this line is none.");
  check_refused("《》\n床前明月光\n", "tang, line 1: a poem begins with a title in 《 and 》, and this line is none.");
  check_refused("《一》\n空山。\n%\n《二》\n作者：某\n%\n",
                "tang, line 4: no verses follow this title; the file is cut off, or the poem should be left out.");
  check_refused("《一》\n空山。\nthe hill\n",
                "tang, line 3: the character U+0074 stands in a verse; it should be Chinese or a mark.");
  check_refused("《一》\n空\xE5\n",
                "tang, line 2, byte 4: the byte E5 begins a character of 3 bytes, which is cut off; convert the file "
                "to UTF-8.");
}

BOOST_AUTO_TEST_CASE(hostile_poems_are_read_or_refused) {
  torture([](const std::string& bytes) { read_poems(bytes, "tang"); }, good);
}

BOOST_AUTO_TEST_CASE(an_enormous_file_is_read_soon) {
  std::string text;
  while (text.size() < enormous) text += good;
  BOOST_TEST(read_poems(text, "tang").size() > enormous / 250);
  BOOST_TEST(read_poems("《一》\n" + std::string(enormous, ','), "tang").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
