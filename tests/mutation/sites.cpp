#include "tests/mutation/sites.hpp"

#include <array>
#include <cctype>
#include <map>

namespace mutation {

namespace {

bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
bool space(char c) { return std::isspace(static_cast<unsigned char>(c)); }
bool digit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }

// As long as the text; what is no code is made of spaces, what is a text or a character of underscores.
std::string code_of(std::string_view text) {
  std::string code(text);
  const auto starts = [&](std::size_t i, std::string_view with) { return text.substr(i, with.size()) == with; };
  const auto until = [&](std::size_t i, std::string_view mark) {
    const std::size_t found = text.find(mark, i);
    return found == text.npos ? text.size() : found + mark.size();
  };
  const auto literal_end = [&](std::size_t i) {  // of "…" or '…'
    const char quote = text[i];
    for (++i; i < text.size() && text[i] != quote; ++i)
      if (text[i] == '\\') ++i;
    return i + 1;
  };
  const auto erase = [&](std::size_t from, std::size_t to, char with) {
    for (; from < to && from < code.size(); ++from)
      if (code[from] != '\n') code[from] = with;
    return to;
  };

  bool line_begins = true;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (starts(i, "//") || (c == '#' && line_begins))
      i = erase(i, until(i, "\n") - 1, ' ');
    else if (starts(i, "/*"))
      i = erase(i, until(i, "*/"), ' ');
    else if (starts(i, "static_assert"))
      i = erase(i, until(i, ";"), ' ');
    else if (starts(i, "R\"(") && (i == 0 || !in_name(text[i - 1])))
      i = erase(i, until(i, ")\""), '_');
    else if (c == '"' || (c == '\'' && (i == 0 || !digit(text[i - 1]))))
      i = erase(i, literal_end(i), '_');
    else {
      line_begins = c == '\n' || (line_begins && space(c));
      ++i;
    }
  }
  return code;
}

using Others = std::vector<std::string>;

const std::map<std::string, Others, std::less<>> between_spaces{
    {"+", {"-"}},        {"-", {"+"}},        {"*", {"/"}},   {"/", {"*"}},   {"%", {"/"}},   {"<", {"<=", ">"}},
    {">", {">=", "<"}},  {"<=", {"<", ">="}}, {"==", {"!="}}, {"!=", {"=="}}, {"&&", {"||"}}, {"||", {"&&"}},
    {">=", {">", "<="}}, {"+=", {"-="}},      {"-=", {"+="}}, {"*=", {"/="}}, {"/=", {"*="}}};

// The longest first.
constexpr std::array<std::string_view, 33> tokens{
    "<=>", "<<=", ">>=", "->*", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=",
    "-=",  "*=",  "/=",  "%=",  "::",  "+",  "-",  "*",  "/",  "%",  "<",  ">",  "!",  "=",  "[",  "]"};

class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text), code_(code_of(text)) {}

  std::vector<Site> all() {
    for (std::size_t i = 0; i < code_.size();) {
      if (digit(code_[i]))
        i = number(i);
      else if (in_name(code_[i]))
        i = name(i);
      else
        i = token(i);
    }
    return std::move(found_);
  }

 private:
  char at(std::size_t i) const { return i < code_.size() ? code_[i] : '\n'; }
  char before(std::size_t i) const { return i == 0 ? '\n' : code_[i - 1]; }
  void add(std::size_t at, std::size_t length, const char* kind, Others instead) {
    found_.push_back({at, length, kind, std::move(instead)});
  }

  std::size_t number(std::size_t i) {
    std::size_t end = i;
    while (in_name(at(end)) || at(end) == '.' || (at(end) == '\'' && in_name(at(end + 1))) ||
           ((at(end) == '-' || at(end) == '+') && at(end - 1) == 'e' && at(i + 1) != 'x'))
      ++end;
    const std::string literal = code_.substr(i, end - i);
    const bool whole = literal.find_first_of(".e") == literal.npos || at(i + 1) == 'x';
    add(i, end - i, "constant", {"(" + literal + " + 1)", whole ? "(" + literal + " - 1)" : "(-" + literal + ")"});
    return end;
  }

  std::size_t name(std::size_t i) {
    std::size_t end = i;
    while (in_name(at(end))) ++end;
    const std::string_view word = std::string_view(code_).substr(i, end - i);
    if (word == "true") add(i, 4, "constant", {"false"});
    if (word == "false") add(i, 5, "constant", {"true"});
    if (before(i) == '.' && at(end) == '(' && at(end + 1) == ')') {
      if (word == "begin") add(end + 2, 0, "index", {" + 1"});
      if (word == "end") add(end + 2, 0, "index", {" - 1"});
      if (word == "front") add(i, 5, "index", {"back"});
      if (word == "back") add(i, 4, "index", {"front"});
    }
    return word == "operator" ? past_operator(end) : end;
  }

  // The name of an operator is none of its uses.
  std::size_t past_operator(std::size_t i) const {
    while (i < code_.size() && at(i) != '(' && !in_name(at(i))) ++i;
    return i;
  }

  std::size_t token(std::size_t i) {
    for (const std::string_view token : tokens) {
      if (std::string_view(code_).substr(i, token.size()) != token) continue;
      const std::size_t end = i + token.size();
      if (token == "[")
        index(i);
      else if (token == "++" || token == "--")
        add(i, 2, "sign", {token == "++" ? "--" : "++"});
      else if (space(before(i)) && space(at(end)))
        binary(i, token);
      else if (token == "-" && !space(at(end)))
        add(i, 1, "sign", {""});
      else if (token == "!")
        add(i, 1, "operator", {""});
      return end;
    }
    return i + 1;
  }

  void binary(std::size_t i, std::string_view token) {
    const auto others = between_spaces.find(token);
    if (others == between_spaces.end()) return;
    const bool sign = token == "+" || token == "-" || token == "+=" || token == "-=";
    add(i, token.size(), sign ? "sign" : "operator", others->second);
  }

  // x[…], but neither a lambda, an attribute, a structured binding, nor a map's entry by a text.
  void index(std::size_t i) {
    const char left = before(i), first = at(i + 1);
    if (!(in_name(left) || left == ')' || left == ']') || first == ']' || text_[i + 1] == '"') return;
    int depth = 0;
    for (std::size_t end = i; end < code_.size(); ++end) {
      depth += (code_[end] == '[') - (code_[end] == ']');
      if (depth == 0) return add(end, 0, "index", {" + 1", " - 1"});
    }
  }

  std::string_view text_;
  std::string code_;
  std::vector<Site> found_;
};

}  // namespace

std::vector<Site> sites(std::string_view text) { return Finder(text).all(); }

}  // namespace mutation
