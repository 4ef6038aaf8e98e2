#include "lessons/support/data/genbank.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "autograd/error.hpp"
#include "lessons/support/data/lines.hpp"

namespace unroll::lessons::data {
namespace {

constexpr std::string_view bases = "ACGTRYKMBVDHSWN", complements = "TGCAYRMKVBHDSWN";

// ---- Text ----
// The number at the beginning of `text`, which is taken away; nothing if there is none, or it has over 15 digits.
std::optional<std::size_t> take_number(std::string_view& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto digits = static_cast<std::size_t>(end - text.data());
  if (error != std::errc{} || digits > 15) return {};
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

// As much of a file's text as an error may show.
std::string excerpt(std::string_view text) {
  std::string some(text.substr(0, 40));
  for (char& c : some)
    if (c < ' ' || c > '~') c = '?';
  return text.size() > 40 ? some + "…" : some;
}

// ---- Locations ----
struct Location {
  std::vector<Stretch> parts;
  bool partial = false;
};

// From the outside inwards, with the groups that are open on a stack. A FileError says what is wrong, not where.
class LocationReader {
 public:
  explicit LocationReader(std::string_view text) : text_(text), rest_(text) {}

  Location read() {
    do {
      while (open_group()) {
      }
      read_span();
      while (close_group()) {
      }
    } while (next_in_group());
    if (!rest_.empty()) fail(fmt::format("has \"{}\" where it should end", excerpt(rest_)));
    if (!groups_.empty()) fail("lacks a closing parenthesis");
    return std::move(location_);
  }

 private:
  struct Group {
    bool complement;
    std::size_t first;  // of its parts
  };

  [[noreturn]] void fail(const std::string& what) const {
    throw FileError(
        fmt::format("the location \"{}\" {}; write it like complement(join(12..78,134..202))", excerpt(text_), what));
  }

  bool open_group() {
    const bool complement = take(rest_, "complement(");
    if (!complement && !take(rest_, "join(") && !take(rest_, "order(")) return false;
    if (groups_.size() == 4) fail("is nested more than four deep");
    groups_.push_back({complement, location_.parts.size()});
    return true;
  }

  bool close_group() {
    if (groups_.empty() || !take(rest_, ")")) return false;
    const auto first = location_.parts.begin() + static_cast<std::ptrdiff_t>(groups_.back().first);
    if (groups_.back().complement) {  // the last part is read first, on the other strand
      std::reverse(first, location_.parts.end());
      std::for_each(first, location_.parts.end(), [](Stretch& part) { part.complement = !part.complement; });
    }
    groups_.pop_back();
    return true;
  }

  bool next_in_group() {
    if (groups_.empty() || !take(rest_, ",")) return false;
    if (groups_.back().complement) fail("has a comma in complement(…), which is of one thing");
    return true;
  }

  // 12..78, <12..>78, or 12.
  void read_span() {
    const std::size_t first = read_base();
    const std::size_t last = take(rest_, "..") ? read_base() : first;
    if (last < first) fail("runs backwards; the other strand is complement(…)");
    location_.parts.push_back({first - 1, last, false});
  }

  std::size_t read_base() {
    while (take(rest_, "<") || take(rest_, ">")) location_.partial = true;
    const auto number = take_number(rest_);
    if (!number) fail(fmt::format("has \"{}\" where the number of a base should be", excerpt(rest_)));
    if (*number == 0) fail("has a base 0; they are counted from 1");
    return *number;
  }

  std::string_view text_, rest_;
  Location location_;
  std::vector<Group> groups_;
};

// ---- The record ----
class Reader {
 public:
  Reader(std::string_view bytes, const std::string& name) : rest_(bytes), name_(name) {}

  GenBank read() {
    if (!next_line() || !take(line_, "LOCUS ")) fail("a record of GenBank begins with a line LOCUS");
    read_locus();
    while (next_line() && !line_.starts_with("FEATURES") && !line_.starts_with("ORIGIN"))
      if (take(line_, "DEFINITION ")) record_.definition = trimmed(line_);
    if (line_.starts_with("FEATURES")) read_features();
    while (!line_.starts_with("ORIGIN") && next_line()) {  // BASE COUNT
    }
    if (!line_.starts_with("ORIGIN"))
      fail("there is no line ORIGIN, after which the sequence stands; it may be cut off");
    read_sequence();
    check_end();
    check_genes();
    return std::move(record_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { fail(line_number_, what); }
  [[noreturn]] void fail(std::size_t line, const std::string& what) const {
    throw FileError(fmt::format("{}, line {}: {}.", name_, line, what));
  }

  // False, and line_ empty, after the last one.
  bool next_line() {
    line_ = {};
    if (rest_.empty()) return false;
    ++line_number_;
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    while (line_.ends_with('\r') || line_.ends_with(' ')) line_.remove_suffix(1);
    return true;
  }

  // LOCUS       CHLTCG    1042519 bp    DNA …
  void read_locus() {
    const FirstWord name(trimmed(line_)), length(name.rest), unit(length.rest);
    std::string_view rest = length.word;
    const auto number = take_number(rest);
    if (!number || !rest.empty() || unit.word != "bp")
      fail("LOCUS should say a name and how many bases there are, as in LOCUS CHLTCG 1042519 bp");
    record_.name = name.word;
    bases_ = *number;
  }

  // ---- Features: a key behind five spaces, all else behind 21 ----
  void read_features() {
    next_line();
    while (line_.starts_with("     ")) {
      const FirstWord key(trimmed(line_));
      if (!within_feature() && key.word == "CDS")
        read_coding_sequence(key.rest);
      else
        next_line();
    }
  }
  bool within_feature() const { return line_.starts_with("      "); }

  void read_coding_sequence(std::string_view beginning) {
    lines_.push_back(line_number_);
    std::string location(beginning);
    while (next_line() && within_feature() && !trimmed(line_).starts_with('/')) location += trimmed(line_);
    CodingSequence gene;
    try {
      Location read = LocationReader(location).read();
      gene.parts = std::move(read.parts), gene.partial = read.partial;
    } catch (const FileError& error) {
      fail(lines_.back(), error.what());
    }
    while (within_feature()) {
      std::string_view value = trimmed(line_);
      const std::string_view key = value.substr(0, value.find('='));
      value.remove_prefix(std::min(key.size() + 1, value.size()));
      const std::string text = read_value(value);
      if (key == "/gene") gene.gene = text;
      if (key == "/product") gene.product = text;
    }
    record_.genes.push_back(std::move(gene));
  }

  // A qualifier's value, and on to the line after it. One that begins with a quotation mark ends with the next; ""
  // stands for one within it.
  std::string read_value(std::string_view line) {
    const std::size_t begun = line_number_;
    const bool quoted = line.starts_with('"');
    std::string value(line);
    auto marks = std::ranges::count(line, '"');
    while (next_line() && within_feature() && quoted && marks % 2 == 1) {
      line = trimmed(line_);
      marks += std::ranges::count(line, '"');
      value += " ";
      value += line;
    }
    if (!quoted) return value;
    if (marks % 2 == 1) fail(begun, "a quotation mark is opened and not closed within the feature");
    return value.substr(1, value.rfind('"') - 1);
  }

  // ---- The sequence: "       61 ggtgctgcac gaaaattatt …" ----
  void read_sequence() {
    record_.sequence.reserve(std::min(bases_, rest_.size()));
    while (next_line() && line_ != "//") {
      const auto number = take_number(line_ = trimmed(line_));
      if (number != record_.sequence.size() + 1)
        fail(fmt::format("the sequence's line should begin with the number of its first base, {}",
                         record_.sequence.size() + 1));
      for (char c : line_) {
        if (c == ' ') continue;
        const char base = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (bases.find(base) == bases.npos)
          fail(shown(c) + " is no base; they are a, c, g, t, or one of IUPAC's letters for unknown ones");
        record_.sequence += base;
      }
    }
    if (line_ != "//") fail("the record does not end with a line //; it may be cut off");
    if (record_.sequence.size() != bases_)
      fail(
          fmt::format("there are {} bases, and LOCUS says {}; a part may be missing", record_.sequence.size(), bases_));
  }

  void check_end() {
    while (next_line())
      if (!trimmed(line_).empty()) fail("something follows after //; give each record a file of its own");
  }

  void check_genes() const {
    std::size_t all = 0;
    for (std::size_t i = 0; i < record_.genes.size(); ++i) {
      for (const Stretch& part : record_.genes[i].parts)
        if (part.end > bases_)
          fail(lines_[i], fmt::format("a CDS goes to base {}, and the sequence has {}", part.end, bases_));
      all += record_.genes[i].size();
      if (all > 12 * bases_)
        fail(lines_[i], "up to here the CDS have twelve times as many bases as the sequence, which has six frames");
    }
  }

  std::string_view rest_, line_;
  const std::string& name_;
  std::size_t line_number_ = 0, bases_ = 0;
  GenBank record_;
  std::vector<std::size_t> lines_;  // where each gene stands
};

}  // namespace

std::size_t CodingSequence::size() const {
  std::size_t all = 0;
  for (const Stretch& part : parts) all += part.end - part.begin;
  return all;
}

GenBank read_genbank(std::string_view bytes, const std::string& name) { return Reader(bytes, name).read(); }

std::string spliced(const GenBank& record, const CodingSequence& gene) {
  std::string all;
  for (const Stretch& part : gene.parts) {
    const std::string_view here = std::string_view(record.sequence).substr(part.begin, part.end - part.begin);
    all += part.complement ? reverse_complement(here) : std::string(here);
  }
  return all;
}

std::string reverse_complement(std::string_view strand) {
  std::string other(strand.rbegin(), strand.rend());
  for (char& c : other)
    if (const std::size_t i = bases.find(c); i != bases.npos) c = complements[i];
  return other;
}

}  // namespace unroll::lessons::data
