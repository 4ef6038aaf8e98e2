#include "lessons/support/data/abc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "autograd/error.hpp"

namespace unroll::lessons::data {

namespace {

constexpr int quarter = 4, bars_a_line = 4;
// What a single sign can say, dots included; in sixteenths.
constexpr std::array signs{16, 12, 8, 6, 4, 3, 2, 1};

// The white key at or below, and whether it is to be sharpened.
struct Letter {
  char letter;
  bool sharp;
};
Letter letter_of(int key) {
  constexpr std::string_view letters = "CCDDEFFGGAAB";
  constexpr std::string_view sharps = " # #  # # # ";
  return {letters[std::size_t(key % 12)], sharps[std::size_t(key % 12)] == '#'};
}

// C is middle C, c an octave higher, c' another; C, an octave lower.
std::string pitch(char letter, int octave) {
  std::string text(1, octave > 0 ? char(letter + ('a' - 'A')) : letter);
  for (int up = 2; up <= octave; ++up) text += '\'';
  for (int down = 0; down > octave; --down) text += ',';
  return text;
}

// One line, without what ABC gives a meaning to.
std::string plain(const std::string& title) {
  std::string text;
  for (char c : title) text += c == '%' || c == '\\' || (c >= 0 && c < ' ') || c == 127 ? ' ' : c;
  return text;
}

class Score {
 public:
  explicit Score(int beats) : bar_(beats * quarter) {}

  void add(const AbcNote& note) {
    for (int left = note.length; left > 0;) {
      const int room = std::min(left, bar_ - at_ % bar_);
      const int part = *std::ranges::find_if(signs, [&](int sign) { return sign <= room; });
      begin();
      text_ += note.key == AbcNote::rest ? "z" : accidental(note.key) + pitch_of(note.key);
      if (part > 1) text_ += std::to_string(part);
      left -= part, at_ += part;
      if (left > 0 && note.key != AbcNote::rest) text_ += '-';
    }
  }
  std::string text() const { return text_ + " |]\n"; }

 private:
  // What stands before the next sign: bar lines, and spaces between beats, so that what belongs together is beamed.
  void begin() {
    if (at_ > 0 && at_ % bar_ == 0) {
      text_ += at_ / bar_ % bars_a_line == 0 ? " |\n" : " | ";
      sharpened_.clear();  // a bar line undoes accidentals
    } else if (at_ > 0 && at_ % quarter == 0) {
      text_ += ' ';
    }
  }
  static int octave_of(int key) { return key / 12 - 5; }
  static std::string pitch_of(int key) { return pitch(letter_of(key).letter, octave_of(key)); }
  // A sharp holds until the bar's end, or until a natural undoes it: in its own octave by some rules, in all of them by
  // others. A note that these would read differently has a sign of its own.
  std::string accidental(int key) {
    const Letter letter = letter_of(key);
    bool& here = sharpened_[{letter.letter, octave_of(key)}];
    bool& anywhere = sharpened_[{letter.letter, all_octaves}];
    const bool understood = here == letter.sharp && anywhere == letter.sharp;
    here = anywhere = letter.sharp;
    return understood ? "" : letter.sharp ? "^" : "=";
  }

  static constexpr int all_octaves = 100;
  int bar_, at_ = 0;  // in sixteenths
  std::string text_;
  std::map<std::pair<char, int>, bool> sharpened_;  // in this bar: letter and octave
};

}  // namespace

std::string write_abc(const AbcTune& tune) {
  if (tune.beats < 1 || tune.beats > 16 || tune.tempo < 1 || tune.tempo > 1000)
    throw Error(
        fmt::format("write_abc: {} quarters in a bar and {} a minute cannot be written; 1 to 16, and 1 to 1000.",
                    tune.beats, tune.tempo));
  if (tune.notes.empty()) throw Error("write_abc: a tune needs a note.");
  Score score(tune.beats);
  for (std::size_t i = 0; i < tune.notes.size(); ++i) {
    const AbcNote& note = tune.notes[i];
    if (note.length < 1 || note.length > 1024 || note.key < AbcNote::rest || note.key > 127)
      throw Error(fmt::format("write_abc: note {} has key {} and {} sixteenths, which cannot be written.", i, note.key,
                              note.length));
    score.add(note);
  }
  return fmt::format("X:1\nT:{}\nM:{}/4\nL:1/16\nQ:1/4={}\nK:C\n{}", plain(tune.title), tune.beats, tune.tempo,
                     score.text());
}

std::string name_of_key(int key) {
  const Letter letter = letter_of(key);
  return fmt::format("{}{}{}", letter.letter, letter.sharp ? "#" : "", key / 12 - 1);
}

}  // namespace unroll::lessons::data
