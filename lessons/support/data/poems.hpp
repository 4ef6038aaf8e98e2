// Chinese poems as the package fortunes-zh has them: a title, an author, and lines of characters and marks, each poem
// ended by a line "%". Title and author are coloured by escape sequences.
//
//   《夜思》
//   作者：李白
//   床前明月光，疑是地上霜。
//   举头望明月，低头思故乡。
//   %
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unroll::lessons::data {

struct Poem {
  std::string title, author;  // "夜思", "李白"
  std::u32string body;        // characters and marks, without blanks, quotation marks and ends of lines
};

// Does a line of verse end here: ，。！？；：、?
bool is_mark(char32_t c);

// In the order of the file; `name` is the file's, for messages. Throws a FileError that names the line: for what
// read_utf8 refuses, a poem without a title or without verses, and a character that is neither Chinese nor a mark.
std::vector<Poem> read_poems(std::string_view bytes, const std::string& name);

}  // namespace unroll::lessons::data
