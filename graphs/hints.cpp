#include "graphs/hints.hpp"

namespace unroll::graphs {

Hints::Hints(std::string_view text) {
  std::vector<std::string>* words = &lines;
  bool within_word = false;
  for (char c : text) {
    const bool letter = c != ' ' && c != '|';
    if (c == '|') words = &columns.emplace_back();
    if (letter && !within_word) words->emplace_back();
    if (letter) words->back() += c;
    within_word = letter;
  }
}

}  // namespace unroll::graphs
