// Songs, as what a melody does from note to note.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "lessons/16-music/made_up.hpp"
#include "lessons/support/data/midi.hpp"
#include "lessons/support/lesson.hpp"

using namespace unroll;
namespace data = lessons::data;

// A move is the interval from a note to the next in semitones, −13 … 13, as a symbol 0 … 26; what is wider counts
// as 13.
constexpr int widest = 13;
constexpr Index moves = 2 * widest + 1;
inline Index move_between(int key, int next) { return std::clamp(next - key, -widest, widest) + widest; }

struct Part {
  std::string song;  // its file
  std::vector<int> keys;
  std::vector<Index> moves;  // one fewer
};
using Parts = std::vector<Part>;

inline std::vector<Index> moves_of(const std::vector<int>& keys) {
  std::vector<Index> result;
  for (std::size_t i = 1; i < keys.size(); ++i) result.push_back(move_between(keys[i - 1], keys[i]));
  return result;
}

// The melodies of a song. A part is what one track plays on one channel, percussion left out. Of notes that begin
// together, to a twelfth of a quarter, the highest counts. A part that has fewer than 60 such notes is left out, and so
// is one that mostly plays chords: where more than a fifth of its notes are below the top.
inline Parts melodies(const data::MidiSong& song, const std::string& name) {
  constexpr int percussion = 9;
  struct Top {
    std::map<int, int> key_at;  // by when it begins, in twelfths
    std::size_t notes = 0;
  };
  std::map<std::pair<int, int>, Top> tops;  // by track and channel
  for (const data::MidiNote& note : song.notes) {
    if (note.channel == percussion) continue;
    Top& top = tops[{note.track, note.channel}];
    int& highest = top.key_at[int(std::lround(12.0 * note.start / song.ticks))];
    highest = std::max(highest, int(note.key));
    ++top.notes;
  }
  Parts parts;
  for (const auto& entry : tops) {
    const Top& top = entry.second;
    if (top.key_at.size() < 60 || 5 * top.key_at.size() < 4 * top.notes) continue;
    std::vector<int> keys;
    for (const auto& [when, key] : top.key_at) keys.push_back(key);
    parts.push_back({name, keys, moves_of(keys)});
  }
  return parts;
}

inline Parts read_songs(lessons::Lesson& lesson) {
  std::vector<data::File> files;
  if (lesson.stand_in()) {
    files = made_up_songs();
  } else {
    for (const auto* source : {&data::songs_openmsx, &data::songs_planetblupi})
      for (data::File& file : lesson.data(*source)) files.push_back(std::move(file));
  }
  Parts all;
  for (const data::File& file : files)
    for (Part& part : melodies(data::read_midi(file.bytes, file.name), file.name)) all.push_back(std::move(part));
  return all;
}

// A quarter of the songs for the test, a seventh to choose by, the others to learn from; who is where, each seed draws
// anew. Whole songs: parts of one song know each other.
struct Split {
  Parts training, held_out, test;
};
inline Split split(const Parts& all) {
  std::vector<std::string> names;
  for (const Part& part : all)
    if (std::ranges::find(names, part.song) == names.end()) names.push_back(part.song);
  const std::vector<Index> order = random_numbers().permutation(Index(names.size()));
  Split result;
  for (const Part& part : all) {
    const auto place = std::size_t(order[std::size_t(std::ranges::find(names, part.song) - names.begin())]);
    const bool test = 4 * place < names.size(), held_out = !test && 28 * place < 11 * names.size();
    (test ? result.test : held_out ? result.held_out : result.training).push_back(part);
  }
  return result;
}

inline double notes_in(const Parts& parts) {
  double notes = 0;
  for (const Part& part : parts) notes += double(part.moves.size());
  return notes;
}

// The same moves in another order.
inline Parts shuffled(Parts parts) {
  for (Part& part : parts) {
    const std::vector<Index> before = part.moves, order = random_numbers().permutation(Index(before.size()));
    for (std::size_t i = 0; i < before.size(); ++i) part.moves[i] = before[std::size_t(order[i])];
  }
  return parts;
}
