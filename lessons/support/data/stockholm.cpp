#include "lessons/support/data/stockholm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "autograd/error.hpp"
#include "lessons/support/data/lines.hpp"

namespace unroll::lessons::data {

std::string Stockholm::Row::letters() const {
  std::string letters = columns;
  std::erase(letters, '.');
  return letters;
}

namespace {

constexpr std::size_t most_rows = 1'000'000;

bool is_gap(char c) { return c == '.' || c == '-' || c == '_' || c == '~'; }

struct Reader {
  const std::string& name;
  Lines lines;
  Stockholm alignment = {};
  struct Place {
    std::size_t row, block;  // where this name stood last
  };
  std::unordered_map<std::string_view, Place> places = {};
  std::vector<std::size_t> first_lines = {};  // of each row
  std::size_t block = 0;
  bool ended = false;

  [[noreturn]] void refuse(std::size_t line, const std::string& why) const {
    throw FileError(fmt::format("{}, line {}: {}", name, line, why));
  }

  void read_head() {
    std::string_view line;
    while (lines.next(line) && line.empty()) {
    }
    if (!line.starts_with("# STOCKHOLM 1."))
      throw FileError(name + " is no Stockholm file: it does not begin with \"# STOCKHOLM 1.0\".");
  }

  void check_text(std::string_view text, const std::string& what) const {
    if (std::ranges::any_of(text, is_control))
      refuse(lines.number(), what + " holds control characters, so that this is no text; it should be.");
  }

  void take_row(std::string_view line) {
    const FirstWord first(line);
    if (first.rest.empty()) refuse(lines.number(), "a row has a name and columns, and this one has a single word.");
    const auto [found, is_new] = places.try_emplace(first.word, Place{alignment.rows.size(), block});
    if (is_new) {
      if (alignment.rows.size() == most_rows)
        refuse(lines.number(), fmt::format("there are more than {} rows; take a part of the file.", most_rows));
      check_text(first.word, "the name of a row");
      alignment.rows.push_back({std::string(first.word), ""});
      first_lines.push_back(lines.number());
    } else if (found->second.block == block) {
      refuse(lines.number(), "the name of this row has come before; a name stands once in each block of rows.");
    }
    found->second.block = block;
    std::string& columns = alignment.rows[found->second.row].columns;
    for (char c : first.rest) {
      if (!is_letter(c) && !is_gap(c) && c != '*')
        refuse(lines.number(), shown(c) + " is in a row; its columns are letters, and . - _ ~ for gaps.");
      columns += is_gap(c) ? '.' : c;
    }
  }

  void take_id(std::string_view id) {
    check_text(id, "the ID");
    alignment.id = id;
  }

  void take_line(std::string_view line) {
    if (line.empty())
      ++block;
    else if (ended)
      refuse(lines.number(), "another alignment follows the end of the first, //; a file should hold one.");
    else if (line == "//")
      ended = true;
    else if (line.starts_with("#=GF ID"))
      take_id(trimmed(line.substr(7)));
    else if (line.front() != '#')
      take_row(line);
  }

  void check() const {
    if (!ended) throw FileError(name + " is cut off: the end of a Stockholm file is a line //, and there is none.");
    if (alignment.rows.empty()) throw FileError(name + " holds no rows; each is a name and its columns.");
    for (std::size_t i = 0; i < alignment.rows.size(); ++i) {
      const std::string& columns = alignment.rows[i].columns;
      if (columns.size() != alignment.width())
        refuse(first_lines[i],
               fmt::format("the row that begins here has {} columns, the first one {}; all are equally long.",
                           columns.size(), alignment.width()));
      if (std::ranges::all_of(columns, is_gap))
        refuse(first_lines[i], "the row that begins here has no letters; leave it out.");
    }
  }
};

}  // namespace

Stockholm read_stockholm(std::string_view bytes, const std::string& name) {
  Reader reader{name, Lines(bytes)};
  reader.read_head();
  for (std::string_view line; reader.lines.next(line);) reader.take_line(line);
  reader.check();
  return std::move(reader.alignment);
}

}  // namespace unroll::lessons::data
