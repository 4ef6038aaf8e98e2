// Where a source can be broken in one small way: the operators, signs, constants and indices of a C++ text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mutation {

struct Site {
  std::size_t at, length;            // what is replaced; length 0: a place where something is inserted
  const char* kind;                  // sign, operator, constant, index
  std::vector<std::string> instead;  // each of these makes a mutant
};

// Not in comments, texts, preprocessor lines and static_assert. A < between spaces compares, any other opens a
// template's arguments; so a * or & between spaces has two operands: the text is as clang-format leaves it.
std::vector<Site> sites(std::string_view text);

}  // namespace mutation
