#include "lessons/support/data/utf8.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"

namespace unroll::lessons::data {

namespace {

constexpr std::size_t longest_escape = 32;  // bytes; those that set colours have about ten

struct Reader {
  std::string_view bytes;
  const std::string& name;
  std::size_t at = 0, line = 1, line_begins = 0;
  std::u32string text = {};

  [[noreturn]] void refuse(const std::string& why) const {
    throw FileError(fmt::format("{}, line {}, byte {}: {}", name, line, at - line_begins + 1, why));
  }

  unsigned byte(std::size_t i) const { return static_cast<unsigned char>(bytes[i]); }

  // ESC [, parameters, and a letter that says what they are for (ECMA-48, 5.4).
  void skip_escape() {
    if (at + 1 < bytes.size() && bytes[at + 1] != '[')
      refuse(
          "an escape sequence begins otherwise than with ESC [, as those for colours do; take them out of the file.");
    std::size_t end = at + 2;
    while (end < bytes.size() && byte(end) >= 0x20 && byte(end) < 0x40 && end - at < longest_escape) ++end;
    if (end >= bytes.size() || byte(end) < 0x40 || byte(end) > 0x7E)
      refuse("an escape sequence has no end; it should be like ESC [32m, and the file may be cut off.");
    at = end + 1;
  }

  char32_t character() {
    const unsigned lead = byte(at);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0) refuse(fmt::format("the byte {:02X} begins no character of UTF-8; convert the file to it.", lead));
    if (length == 1) return bytes[at++] & 0x7F;
    char32_t value = lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
      if (at + i == bytes.size()) refuse("the last character is cut off; the file should be taken anew.");
      if ((byte(at + i) & 0xC0) != 0x80)
        refuse(
            fmt::format("the byte {:02X} begins a character of {} bytes, which is cut off; convert the file to UTF-8.",
                        lead, length));
      value = value << 6 | (byte(at + i) & 0x3F);
    }
    if ((length == 3 && value < 0x800) || (length == 4 && value < 0x10000) || value > 0x10FFFF ||
        (value >= 0xD800 && value < 0xE000))
      refuse("a character has a form that UTF-8 forbids (overlong, or half of a pair); convert the file to it anew.");
    at += length;
    return value;
  }

  void read() {
    if (bytes.starts_with("\xEF\xBB\xBF")) at = 3;
    text.reserve(bytes.size() / 2);
    while (at < bytes.size()) {
      if (bytes[at] == '\x1B') {
        skip_escape();
        continue;
      }
      if (bytes[at] == '\r' && at + 1 < bytes.size() && bytes[at + 1] == '\n') ++at;
      const std::size_t began = at;
      const char32_t c = character();
      if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0)) {
        at = began;
        refuse(fmt::format("the control character U+{:04X} has no place in a text; is it one?", unsigned(c)));
      }
      text += c;
      if (c == '\n') ++line, line_begins = at;
    }
  }
};

}  // namespace

std::u32string read_utf8(std::string_view bytes, const std::string& name) {
  Reader reader{bytes, name};
  reader.read();
  return std::move(reader.text);
}

std::string to_utf8(char32_t c) {
  const auto byte = [](char32_t value) { return char(static_cast<unsigned char>(value)); };
  const auto tail = [&](int shift) { return byte(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | c >> 6), tail(0)};
  if (c < 0x10000) return {byte(0xE0 | c >> 12), tail(6), tail(0)};
  return {byte(0xF0 | c >> 18), tail(12), tail(6), tail(0)};
}

std::string to_utf8(std::u32string_view text) {
  std::string bytes;
  for (char32_t c : text) bytes += to_utf8(c);
  return bytes;
}

}  // namespace unroll::lessons::data
