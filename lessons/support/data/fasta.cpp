#include "lessons/support/data/fasta.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autograd/error.hpp"
#include "lessons/support/data/lines.hpp"

namespace unroll::lessons::data {

namespace {

constexpr std::size_t most_records = 1'000'000;

struct Reader {
  const std::string& name;
  Lines lines;
  std::vector<FastaRecord> records = {};
  std::size_t begun = 0;  // the line of the last ">"

  [[noreturn]] void refuse(std::size_t line, const std::string& why) const {
    throw FileError(fmt::format("{}, line {}: {}", name, line, why));
  }

  void end_record() const {
    if (!records.empty() && records.back().letters.empty())
      refuse(begun, "no letters follow this record's name; the file is cut off, or the record should be left out.");
  }

  void begin_record(std::string_view title) {
    end_record();
    begun = lines.number();
    if (title.empty()) refuse(begun, "a record has no name; one should follow the >, as in \">HBA_HUMAN\".");
    if (std::ranges::any_of(title, is_control))
      refuse(begun, "the name of a record holds control characters, so that this is no FASTA file; it should be text.");
    if (records.size() == most_records)
      refuse(begun, fmt::format("there are more than {} records; take a part of the file.", most_records));
    const FirstWord first(title);
    records.push_back({std::string(first.word), std::string(first.rest), ""});
  }

  void take_letters(std::string_view line) {
    if (records.empty())
      refuse(lines.number(), "a FASTA file begins with a line such as \">name\", and this one does not.");
    std::string& letters = records.back().letters;
    for (char c : line) {
      if (c == ' ' || c == '\t') continue;
      if (!is_letter(c) && c != '*' && c != '-' && c != '.')
        refuse(lines.number(), shown(c) + " is in a sequence; it should be of letters, with * - . beside them.");
      letters += c;
    }
  }

  void read() {
    for (std::string_view line; lines.next(line);) {
      if (line.empty() || line.front() == ';') continue;
      if (line.front() == '>')
        begin_record(trimmed(line.substr(1)));
      else
        take_letters(line);
    }
    if (records.empty()) throw FileError(name + " holds no sequences; a FASTA file has lines such as \">name\".");
    end_record();
  }
};

}  // namespace

std::vector<FastaRecord> read_fasta(std::string_view bytes, const std::string& name) {
  Reader reader{name, Lines(bytes)};
  reader.read();
  return std::move(reader.records);
}

}  // namespace unroll::lessons::data
