// The King James Bible as the program bible prints it: for each chapter a heading between blank lines, and then its
// verses, each with two blanks and its number before it. A long verse goes on in the next line.
//
//   Genesis 1
//
//     1 In the beginning God created the heaven and the earth.
//     2 And the earth was without form, and void; and darkness was upon the face of the deep.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unroll::lessons::data {

struct Chapter {
  std::string name;                 // "Genesis 1"
  std::vector<std::string> verses;  // without their numbers, each in one line
};

// In the order of the file; `name` is the file's, for messages. Throws a FileError that names the line: for a verse
// before the first heading or whose number is not the next, a chapter without verses, and what is no ASCII text.
std::vector<Chapter> read_bible(std::string_view bytes, const std::string& name);

}  // namespace unroll::lessons::data
