// Tunes in ABC notation (abcnotation.com, standard 2.1): one voice as a text that people can read, and that programs
// turn into a score (abcm2ps tune.abc -O tune.ps) or into sound (abc2midi tune.abc).
//
//   write_file(lesson.path("tune.abc"), data::write_abc({.title = "A tune", .notes = {{60, 4}, {64, 4}, {67, 8}}}));
#pragma once

#include <string>
#include <vector>

namespace unroll::lessons::data {

struct AbcNote {
  int key;     // as in MIDI: 60 is middle C; or `rest`
  int length;  // in sixteenths, 1 or more

  static constexpr int rest = -1;
};

struct AbcTune {
  std::string title;
  int beats = 4;    // quarters in a bar
  int tempo = 120;  // quarters a minute
  std::vector<AbcNote> notes;
};

// In C, with sharps. A note that crosses a bar line, or whose length has no sign of its own, is written as several that
// are tied. Throws an Error that names the note if one cannot be written.
std::string write_abc(const AbcTune& tune);

// "C4" of 60, middle C; "F#3" of 54.
std::string name_of_key(int key);

}  // namespace unroll::lessons::data
