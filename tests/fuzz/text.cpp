// What the lessons on language read, and the tunes that lesson 16 writes. The first byte says as which of them the rest
// is taken.
#include <algorithm>
#include <array>

#include "lessons/support/data/abc.hpp"
#include "lessons/support/data/bible.hpp"
#include "lessons/support/data/lines.hpp"
#include "lessons/support/data/poems.hpp"
#include "lessons/support/data/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace unroll;
using namespace unroll::lessons;

namespace {

void utf8(std::string_view bytes) {
  const std::u32string text = data::read_utf8(bytes, "some.txt");
  if (!text.starts_with(U'\uFEFF'))  // a second mark at the beginning would be taken for the first
    fuzz::demand(data::read_utf8(data::to_utf8(text), "written.txt") == text, "a text is read as it was written");
}

void bible(std::string_view bytes) {
  std::string text;
  const auto chapters = data::read_bible(bytes, "bible");
  for (const data::Chapter& chapter : chapters) {
    text += "\n" + chapter.name + "\n\n";
    for (std::size_t i = 0; i < chapter.verses.size(); ++i)
      text += "  " + std::to_string(i + 1) + " " + chapter.verses[i] + "\n";
  }
  const auto again = data::read_bible(text, "written");
  fuzz::demand(
      std::ranges::equal(again, chapters,
                         [](const auto& a, const auto& b) { return a.name == b.name && a.verses == b.verses; }),
      "chapters are read as they were written");
}

void poems(std::string_view bytes) {
  for (const data::Poem& poem : data::read_poems(bytes, "tang"))
    fuzz::demand(!poem.title.empty() && !poem.body.empty(), "each poem has a title and verses");
}

void lines(std::string_view bytes) {
  data::Lines lines(bytes);
  std::size_t count = 0;
  for (std::string_view line; lines.next(line); ++count) {
    const data::FirstWord first(line);
    fuzz::demand(first.word.size() + first.rest.size() <= line.size() && data::trimmed(first.rest) == first.rest,
                 "words are parts of the line");
  }
  fuzz::demand(count == lines.number(), "lines are counted");
}

// Beats, tempo, and notes of two bytes each; the title is all of it.
void abc(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<signed char>(bytes[i]) : 0; };
  data::AbcTune tune{std::string(bytes), byte(0), 10 * byte(1), {}};
  for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) tune.notes.push_back({byte(i), 9 * byte(i + 1)});
  const std::string text = data::write_abc(tune);
  fuzz::demand(std::ranges::count(text.substr(0, text.find("K:C\n")), '\n') == 5, "a title is one line");
  for (const data::AbcNote& note : tune.notes)
    if (note.key != data::AbcNote::rest) fuzz::demand(data::name_of_key(note.key).size() >= 2, "a key has a name");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::array kinds{utf8, bible, poems, lines, abc};
  fuzz::done_or_refused<Error>([&] { kinds[data[0] % kinds.size()](fuzz::text_of(data + 1, size - 1)); });
  return 0;
}
