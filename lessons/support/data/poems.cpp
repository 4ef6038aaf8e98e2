#include "lessons/support/data/poems.hpp"

#include <fmt/format.h>

#include "autograd/error.hpp"
#include "lessons/support/data/utf8.hpp"

namespace unroll::lessons::data {

namespace {

constexpr std::u32string_view marks = U"，。！？；：、", left_out = U" \t\u3000\"“”‘’《》・·", author_label = U"作者：";

bool is_chinese(char32_t c) {
  return (c >= 0x3400 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00) || (c >= 0x20000 && c < 0x30000) || c == U'〇' ||
         c == U'□';  // a character that is lost
}

std::u32string_view trimmed(std::u32string_view text) {
  while (!text.empty() && left_out.substr(0, 3).find(text.front()) != text.npos) text.remove_prefix(1);
  while (!text.empty() && left_out.substr(0, 3).find(text.back()) != text.npos) text.remove_suffix(1);
  return text;
}

struct Reader {
  const std::string& name;
  std::vector<Poem> poems = {};
  Poem poem = {};
  std::size_t line = 0, begun = 0;  // `begun`: the line of the title

  [[noreturn]] void refuse(std::size_t where, const std::string& why) const {
    throw FileError(fmt::format("{}, line {}: {}", name, where, why));
  }

  void end_poem() {
    if (begun == 0) return;
    if (poem.body.empty())
      refuse(begun, "no verses follow this title; the file is cut off, or the poem should be left out.");
    poems.push_back(std::move(poem));
    poem = {}, begun = 0;
  }

  void take(std::u32string_view text) {
    if (text.empty()) return;
    if (begun == 0) {
      if (text.front() != U'《' || text.back() != U'》' || text.size() < 3)
        refuse(line, "a poem begins with a title in 《 and 》, and this line is none.");
      poem.title = to_utf8(text.substr(1, text.size() - 2)), begun = line;
    } else if (text.starts_with(author_label) && poem.body.empty()) {
      poem.author = to_utf8(text.substr(author_label.size()));
    } else {
      take_verse(text);
    }
  }

  void take_verse(std::u32string_view text) {
    for (char32_t c : text) {
      if (c == U',') c = U'，';
      if (c == U'.') c = U'。';
      if (is_chinese(c) || is_mark(c))
        poem.body += c;
      else if (left_out.find(c) == left_out.npos)
        refuse(line,
               fmt::format("the character U+{:04X} stands in a verse; it should be Chinese or a mark.", unsigned(c)));
    }
  }
};

}  // namespace

bool is_mark(char32_t c) { return marks.find(c) != marks.npos; }

std::vector<Poem> read_poems(std::string_view bytes, const std::string& name) {
  const std::u32string text = read_utf8(bytes, name);
  Reader reader{name};
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(U'\n', begin), text.size());
    const std::u32string_view line = trimmed(std::u32string_view(text).substr(begin, end - begin));
    ++reader.line;
    if (line == U"%")
      reader.end_poem();
    else
      reader.take(line);
    begin = end + 1;
  }
  reader.end_poem();
  if (reader.poems.empty())
    throw FileError(name + " holds no poems; each should have a title in 《 and 》, and verses.");
  return std::move(reader.poems);
}

}  // namespace unroll::lessons::data
