// Made-up songs, as the bytes of MIDI files. Each has six phrases of its own, of eight notes, and repeats them as
// songs do; the last verse is two semitones higher. All phrases are walks over a major scale.
#pragma once

#include <string>
#include <vector>

#include "autograd/random.hpp"
#include "lessons/support/data/midi.hpp"
#include "lessons/support/data/source.hpp"

namespace made_up {

using unroll::random_numbers;
using unroll::lessons::data::MidiNote;

constexpr int ticks = 480;

struct Phrase {
  std::vector<int> degrees, lengths;  // of the scale, from its first; in eighths
};
inline Phrase invent(int reach) {  // at most so many degrees up or down
  constexpr int steps[] = {-5, -4, -3, -2, -1, -1, 0, 1, 1, 2, 3, 4, 5};
  Phrase phrase;
  int degree = int(random_numbers().below(reach));
  for (int i = 0; i < 8; ++i) {
    phrase.degrees.push_back(degree);
    phrase.lengths.push_back(random_numbers().below(4) == 0 ? 2 : 1);
    const int step = steps[random_numbers().below(std::size(steps))];
    degree += degree + step > reach || degree + step < -reach ? -step : step;
  }
  return phrase;
}

inline int key_of(int degree) {  // in C major, from 0
  constexpr int scale[] = {0, 2, 4, 5, 7, 9, 11};
  const int octave = (degree + 70) / 7 - 10;
  return 12 * octave + scale[degree - 7 * octave];
}

// One voice of the form "AABA …", from `base` on and `below` degrees under what its phrases say.
inline void play(std::vector<MidiNote>& notes, const std::vector<Phrase>& phrases, const std::string& form, int track,
                 int base, int below) {
  int now = 0;
  for (std::size_t f = 0; f < form.size(); ++f) {
    const Phrase& phrase = phrases[std::size_t(form[f] - 'A')];
    const int key = base + (f + 4 >= form.size() ? 2 : 0);
    for (std::size_t i = 0; i < phrase.degrees.size(); ++i) {
      const int length = phrase.lengths[i] * ticks / 2;
      const auto strike = [&](int degree) {
        notes.push_back(
            {now, length - 10, std::uint16_t(track), std::uint8_t(track), std::uint8_t(key + key_of(degree)), 80});
      };
      strike(phrase.degrees[i] - below);
      if (i == 0) strike(phrase.degrees[i] - below - 2);  // a third: the upper of the two is the melody
      now += length;
    }
  }
}

inline void beat(std::vector<MidiNote>& notes, int track, int until) {
  for (int now = 0; now < until; now += ticks) notes.push_back({now, ticks / 4, std::uint16_t(track), 9, 36, 90});
}

inline std::string compose() {
  const std::vector<std::string> forms{"AABACDCDAABAEFEFAABACDCDAABAEFEF", "ABABCDCDEFEFABABCDCDEFEFABABABAB",
                                       "AABBCCDDEEFFAABBCCDDEEFFAABBCCDD", "AAABCCCDEEEFAAABCCCDEEEFAAABAAAB"};
  const std::string& form = forms[std::size_t(random_numbers().below(unroll::Index(forms.size())))];
  unroll::lessons::data::MidiSong song{1, ticks, {{0, 500'000, 0}}, {}};
  std::vector<Phrase> melody, bass;
  for (int i = 0; i < 6; ++i) melody.push_back(invent(8)), bass.push_back(invent(4));
  const int base = 60 + int(random_numbers().below(12));
  play(song.notes, melody, form, 1, base + 12, 0);
  const int below = random_numbers().below(2) == 0 ? 7 : 2;  // an octave, or a third
  play(song.notes, melody, form, 2, base + 12, below);
  play(song.notes, bass, form, 3, base - 24, 0);
  beat(song.notes, 4, song.notes.back().start);
  return write_midi(song);
}

}  // namespace made_up

inline std::vector<unroll::lessons::data::File> made_up_songs() {
  std::vector<unroll::lessons::data::File> files;
  for (int i = 1; i <= 28; ++i) files.push_back({"song " + std::to_string(i), made_up::compose()});
  return files;
}
