// The lines of a text, one after another, for the readers of files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace unroll::lessons::data {

inline std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

class Lines {
 public:
  explicit Lines(std::string_view bytes) : rest_(bytes) {}

  // The next line without its end, which is \n or \r\n, and without blanks around it; false after the last one.
  bool next(std::string_view& line) {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line = rest_.substr(0, end);
    rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    line = trimmed(line);
    ++number_;
    return true;
  }
  std::size_t number() const { return number_; }  // of the line that came last; the first is 1

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

// "lysozyme  of a hen": the first word, and what follows it.
struct FirstWord {
  std::string_view word, rest;
  explicit FirstWord(std::string_view line)
      : word(line.substr(0, line.find_first_of(" \t"))), rest(trimmed(line.substr(word.size()))) {}
};

inline bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
inline bool is_control(char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 127; }

// How a character that should not be there is named in a message: 'x', or byte 0x07.
std::string shown(char c);

}  // namespace unroll::lessons::data
