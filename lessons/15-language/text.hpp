// The text that this lesson learns from, as a row of letters: the King James Bible without numbers and marks, or a
// made-up one of the same form.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "autograd/random.hpp"
#include "lessons/support/data/bible.hpp"
#include "lessons/support/lesson.hpp"

using namespace unroll;

// ---- Letters ----
constexpr Index letters = 27;        // 0 is the blank between two words, 1 … 26 are a … z
using Letters = std::vector<Index>;  // their codes

inline std::string spell(Index code) { return code == 0 ? "·" : std::string(1, char('a' + code - 1)); }
inline std::string as_text(const Letters& codes) {
  std::string text;
  for (Index code : codes) text += code == 0 ? ' ' : char('a' + code - 1);
  return text;
}

// Small letters; between words one blank, whatever stood there. An apostrophe is left out.
inline void append(Letters& codes, const std::string& text) {
  for (char c : text + " ") {
    const bool small = c >= 'a' && c <= 'z', large = c >= 'A' && c <= 'Z';
    if (small || large)
      codes.push_back(c - (small ? 'a' : 'A') + 1);
    else if (c != '\'' && !codes.empty() && codes.back() != 0)
      codes.push_back(0);
  }
}
inline Letters letters_of(const std::string& text) {
  Letters codes;
  append(codes, text);
  return codes;
}

// ---- Four parts ----
// Weights are learnt and letters are counted in `training`; whatever is chosen, is chosen by `held_out`; `test` is
// asked at the end. These three follow each other. `elsewhere` is from another part of the book, the Gospels.
struct Text {
  Letters training, held_out, test, elsewhere;
};

inline Text divide(const std::vector<lessons::data::Chapter>& chapters, Index unit) {
  Letters first, later;
  bool gospels = false;
  for (const auto& chapter : chapters) {
    gospels = gospels || chapter.name.starts_with("Matthew");
    for (const auto& verse : chapter.verses) append(gospels ? later : first, verse);
  }
  if (Index(first.size()) < 13 * unit || Index(later.size()) < 3 * unit)
    throw FileError("The text is too short to be divided into training, held-out and test letters.");
  const auto part = [&](const Letters& of, Index from, Index to) {
    return Letters(of.begin() + from * unit, of.begin() + to * unit);
  };
  return {part(first, 0, 9), part(first, 9, 10), part(first, 10, 13), part(later, 0, 3)};
}

// ---- A made-up text ----
// Stems in eight classes, each followed by one of three others; all words of a verse end alike. In the Gospels other
// stems are frequent. The form of the file is that of the real one.
class MadeUpText {
 public:
  MadeUpText() {
    for (auto& stems : classes_)
      for (int i = 0; i < 30; ++i) stems.push_back(stem());
    for (auto& next : follows_)
      for (int i = 0; i < 3; ++i) next.push_back(random_numbers().below(8));
  }

  std::string bible(std::size_t length) {
    std::string bytes;
    for (int chapter = 1; bytes.size() < length; ++chapter) bytes += one_chapter("Genesis", chapter);
    for (auto& stems : classes_) std::ranges::reverse(stems);
    const std::size_t gospels = bytes.size() + length / 3;
    for (int chapter = 1; bytes.size() < gospels; ++chapter) bytes += one_chapter("Matthew", chapter);
    return bytes;
  }

 private:
  static char one_of(const char* some, Index count) { return some[random_numbers().below(count)]; }
  static std::string stem() {
    std::string text;
    for (Index i = 1 + random_numbers().below(2); i > 0; --i) {
      text += one_of("bdfghklmnprstw", 14);
      text += one_of("aeiou", 5);
    }
    return text + one_of("bdfglmnr", 8);
  }
  std::string next_stem() {
    now_ = follows_[std::size_t(now_)][std::size_t(random_numbers().below(3))];
    const double u = random_numbers().uniform();
    return classes_[std::size_t(now_)][std::size_t(30 * u * u * u)];  // the first ones more often
  }
  std::string one_chapter(const std::string& book, int number) {
    std::string bytes = "\n" + book + " " + std::to_string(number) + "\n\n";
    for (int verse = 1; verse <= 20; ++verse) {
      bytes += "  " + std::to_string(verse);
      const std::string ending = std::array{"eth", "est", "ing", "on"}[std::size_t(random_numbers().below(4))];
      for (Index i = 8 + random_numbers().below(12); i > 0; --i) bytes += " " + next_stem() + ending;
      bytes += ".\n";
    }
    return bytes;
  }

  std::vector<std::string> classes_[8];
  std::vector<Index> follows_[8];
  Index now_ = 0;
};

inline Text read_text(lessons::Lesson& lesson) {
  if (lesson.stand_in()) return divide(lessons::data::read_bible(MadeUpText().bible(75'000), "made up"), 4'000);
  const lessons::data::File file = lesson.data(lessons::data::king_james).front();
  return divide(lessons::data::read_bible(file.bytes, file.name), 20'000);
}
