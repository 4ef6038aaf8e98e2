// lessons/support/data/utf8.hpp
#include "lessons/support/data/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include "autograd/error.hpp"
#include "tests/lessons/hostile.hpp"

using namespace unroll;
using namespace unroll::lessons::data;

BOOST_AUTO_TEST_SUITE(utf8)

void check_refused(const std::string& bytes, const std::string& sentence) {
  BOOST_CHECK_EXCEPTION(read_utf8(bytes, "some.txt"), FileError, [&](const FileError& error) {
    BOOST_TEST(error.what() == sentence);
    return true;
  });
}

std::string read(const std::string& bytes) { return to_utf8(read_utf8(bytes, "some.txt")); }

BOOST_AUTO_TEST_CASE(characters_of_every_length_are_read_and_written_again) {
  BOOST_TEST((read_utf8("aé床𝄞\n", "some.txt") == U"aé床𝄞\n"));
  for (const char32_t c :
       {U'\t', U'\x7E', U'\xA0', U'\x7FF', U'\x800', U'\xD7FF', U'\xE000', U'\xFFFF', U'\x10000', U'\x10FFFF'})
    BOOST_TEST((read_utf8(to_utf8(c), "some.txt") == std::u32string(1, c)), unsigned(c));
  BOOST_TEST(read("") == "");
}

BOOST_AUTO_TEST_CASE(escape_sequences_a_mark_of_byte_order_and_carriage_returns_are_left_out) {
  BOOST_TEST(read("\x1B[32m《夜思》\x1B[m\n") == "《夜思》\n");
  BOOST_TEST(read("\x1B[1;38;5;208mx\x1B[0 q\x1B[Ky") == "xy");
  BOOST_TEST(read("\xEF\xBB\xBFone\r\ntwo\r\n") == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_refused_in_a_sentence) {
  check_refused("one\ntwo \xFF",
                "some.txt, line 2, byte 5: the byte FF begins no character of UTF-8; convert the file to it.");
  check_refused("\x80", "some.txt, line 1, byte 1: the byte 80 begins no character of UTF-8; convert the file to it.");
  check_refused("\xC0\x80",
                "some.txt, line 1, byte 1: the byte C0 begins no character of UTF-8; convert the file to it.");
  check_refused("\xE5\xBA", "some.txt, line 1, byte 1: the last character is cut off; the file should be taken anew.");
  check_refused("a\xE5\xBAz",
                "some.txt, line 1, byte 2: the byte E5 begins a character of 3 bytes, which is cut off; convert the "
                "file to UTF-8.");
  for (const char* bytes : {"\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xF4\x90\x80\x80"})
    check_refused(bytes,
                  "some.txt, line 1, byte 1: a character has a form that UTF-8 forbids (overlong, or half of a pair); "
                  "convert the file to it anew.");
}

BOOST_AUTO_TEST_CASE(escape_sequences_without_an_end_and_control_characters_are_refused) {
  const std::string endless =
      "some.txt, line 1, byte 2: an escape sequence has no end; it should be like ESC [32m, and the file may be cut "
      "off.";
  check_refused("a\x1B", endless);
  check_refused("a\x1B[", endless);
  check_refused("a\x1B[32", endless);
  check_refused("a\x1B[32\nm", endless);
  check_refused("a\x1B[\xE5\xBA\x8A", endless);
  check_refused("a\x1B[" + std::string(100, '1') + "m", endless);
  check_refused("\x1B]0;title\x07",
                "some.txt, line 1, byte 1: an escape sequence begins otherwise than with ESC [, as those for colours "
                "do; take them out of the file.");
  check_refused("one\n\n\x07",
                "some.txt, line 3, byte 1: the control character U+0007 has no place in a text; is it one?");
  check_refused("one\rtwo",
                "some.txt, line 1, byte 4: the control character U+000D has no place in a text; is it one?");
  check_refused(
      "\xC2\x9B"
      "32m",
      "some.txt, line 1, byte 1: the control character U+009B has no place in a text; is it one?");
  check_refused(std::string(1, '\0'),
                "some.txt, line 1, byte 1: the control character U+0000 has no place in a text; is it one?");
}

BOOST_AUTO_TEST_CASE(hostile_text_is_read_or_refused) {
  torture([](const std::string& bytes) { read_utf8(bytes, "some.txt"); },
          "\xEF\xBB\xBF\x1B[32m《夜思》\x1B[m\r\n床前明月光，\n𝄞 é z\x1B[1;2;3H\n");
}

BOOST_AUTO_TEST_CASE(an_enormous_text_is_read_or_refused_soon) {
  std::string text;
  while (text.size() < enormous) text += "\x1B[32m床前明月光，疑是地上霜。\x1B[m\n";
  BOOST_TEST(read_utf8(text, "some.txt").size() > enormous / 25 * 7);
  check_refused(std::string(enormous, '\x1B'),
                "some.txt, line 1, byte 1: an escape sequence begins otherwise than with ESC [, as those for colours "
                "do; take them out of the file.");
}

BOOST_AUTO_TEST_SUITE_END()
