#include "lessons/support/data/bible.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autograd/error.hpp"
#include "lessons/support/data/lines.hpp"

namespace unroll::lessons::data {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Reader {
  const std::string& name;
  std::vector<Chapter> chapters = {};
  std::size_t line_number = 0, heading = 0;  // `heading`: the line of the last one
  bool after_blank = true;

  [[noreturn]] void refuse(std::size_t line, const std::string& why) const {
    throw FileError(fmt::format("{}, line {}: {}", name, line, why));
  }

  void end_chapter() const {
    if (!chapters.empty() && chapters.back().verses.empty())
      refuse(heading,
             "no verses follow the heading of this chapter; the file is cut off, or the chapter should be left out.");
  }

  void begin_chapter(std::string_view title) {
    end_chapter();
    heading = line_number;
    chapters.push_back({std::string(title), {}});
  }

  // "  12 And …"
  void begin_verse(std::string_view line) {
    if (chapters.empty())
      refuse(line_number, "a verse stands before the first heading, which should be like \"Genesis 1\".");
    std::vector<std::string>& verses = chapters.back().verses;
    const std::string number = std::to_string(verses.size() + 1) + " ";
    const std::string_view text = line.substr(line.find_first_not_of(' '));
    if (!text.starts_with(number))
      refuse(line_number, fmt::format("the verse's number should be {}, and the line begins with \"{}\".",
                                      verses.size() + 1, text.substr(0, std::min(text.find(' '), std::size_t(12)))));
    verses.emplace_back(trimmed(text.substr(number.size())));
  }

  void go_on(std::string_view line) {
    if (chapters.empty() || chapters.back().verses.empty())
      refuse(line_number,
             "this line goes on with a verse, but none has begun; verses begin with two blanks and a number.");
    std::string& verse = chapters.back().verses.back();
    verse.append(verse.empty() ? "" : " ").append(line);
  }

  // Blanks at its beginning tell a verse from a heading.
  void take(std::string_view line) {
    if (const auto bad = std::ranges::find_if(line, [](char c) { return c < ' ' || c > '~'; }); bad != line.end())
      refuse(line_number,
             fmt::format("the byte {:02X} is no letter or mark of ASCII, and the text should have no other.",
                         static_cast<unsigned char>(*bad)));
    const bool blank = trimmed(line).empty();
    if (line.size() > 2 && line.starts_with("  ") && is_digit(line[2]))
      begin_verse(line);
    else if (!blank && after_blank)
      begin_chapter(trimmed(line));
    else if (!blank)
      go_on(trimmed(line));
    after_blank = blank;
  }

  void read(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::size_t end = std::min(bytes.find('\n'), bytes.size());
      const std::string_view line = bytes.substr(0, end);
      ++line_number;
      take(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
      bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    if (chapters.empty())
      throw FileError(name + " holds no chapters; each should have a heading such as \"Genesis 1\".");
    end_chapter();
  }
};

}  // namespace

std::vector<Chapter> read_bible(std::string_view bytes, const std::string& name) {
  Reader reader{name};
  reader.read(bytes);
  return std::move(reader.chapters);
}

}  // namespace unroll::lessons::data
