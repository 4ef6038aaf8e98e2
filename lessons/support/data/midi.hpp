// MIDI files (Standard MIDI Files 1.0): the notes and the tempo of a song. What else such a file may hold (instruments,
// words, pedals, messages to one maker's machines) is checked for its length and passed over.
//
//   const data::MidiSong song = data::read_midi(file.bytes, file.name);
//   for (const data::MidiNote& note : song.notes) …                      // key 60 is middle C
//   write_file(lesson.path("tune.mid"), data::write_midi(song));         // is read back as the same song
//
// Lessons 16 (16-music) writes this format and the other of music, abc.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace unroll::lessons::data {

struct MidiNote {
  int start = 0, length = 0;  // in ticks
  std::uint16_t track = 0;
  std::uint8_t channel = 0;    // 0 … 15; 9 is percussion
  std::uint8_t key = 60;       // 0 … 127, a semitone each
  std::uint8_t velocity = 80;  // how hard it is struck, 1 … 127
  bool operator==(const MidiNote&) const = default;
};

struct MidiTempo {
  int tick = 0, microseconds = 500'000;  // from this tick on a quarter lasts so long
  std::uint16_t track = 0;
  bool operator==(const MidiTempo&) const = default;
};

struct MidiSong {
  int format = 1;                 // 0: a single track; 1: tracks that sound together; 2: each track is a song by itself
  int ticks = 480;                // a quarter has
  std::vector<MidiTempo> tempos;  // track by track, in the order of time; before the first, 120 quarters a minute
  std::vector<MidiNote> notes;    // track by track, in the order in which they begin
  bool operator==(const MidiSong&) const = default;
};

// A key that is struck again while it sounds sounds twice, and what began first ends first. What sounds when its track
// ends, ends there. Throws a FileError if the bytes are no such file.
MidiSong read_midi(std::string_view bytes, const std::string& name);

// Throws an Error that names the note if a song cannot be written: a number is beyond its bounds, an order is not as
// above, or of two notes with one key the first ends last.
std::string write_midi(const MidiSong& song);

}  // namespace unroll::lessons::data
