// Text in UTF-8, made for a terminal: between its characters stand escape sequences, "\e[32m" for green and "\e[m" for
// the end of it, which are no part of the text.
#pragma once

#include <string>
#include <string_view>

namespace unroll::lessons::data {

// The characters of a file, without byte order mark and escape sequences; lines end in '\n'. `name` is the file's, for
// messages. Throws a FileError that names the line and the byte in it: for what is no UTF-8 (a character that is cut
// off, an overlong form, half of a surrogate pair), an escape sequence that has no end or is none of those that begin
// with "\e[", and control characters.
std::u32string read_utf8(std::string_view bytes, const std::string& name);

// One character and more of them, in UTF-8 again.
std::string to_utf8(char32_t character);
std::string to_utf8(std::u32string_view text);

}  // namespace unroll::lessons::data
