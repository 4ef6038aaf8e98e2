// Made-up proteins for --stand-in, as files of the same formats. Members of a family have some columns in common, at
// which most have the same letter; between them all is random. Of the "globins" the members of each of three groups are
// near copies of one another, and the groups are distant relatives.
#pragma once

#include <string>

#include "autograd/random.hpp"
#include "lessons/support/data/source.hpp"

namespace made_up {

using unroll::Index;
using unroll::Random;

inline char letter(Random& random) { return "ARNDCQEGHILKMFPSTWYV"[random.below(20)]; }
inline std::string word(Random& random, std::size_t length) {
  std::string letters;
  while (letters.size() < length) letters += letter(random);
  return letters;
}
// Each letter is replaced by any, with this chance.
inline std::string changed(Random& random, std::string letters, double chance) {
  for (char& c : letters)
    if (random.uniform() < chance) c = letter(random);
  return letters;
}

// Rows of an alignment. '?' in the pattern is any letter or, seldom, a gap; other letters stand in most rows.
inline unroll::lessons::data::File family(const char* id, std::uint64_t seed, const std::string& pattern, int rows) {
  Random random(seed);
  std::string bytes = std::string("# STOCKHOLM 1.0\n#=GF ID ") + id + "\n";
  for (int i = 1; i <= rows; ++i) {
    bytes += id + ("_" + std::to_string(i)) + " ";
    for (char c : pattern) {
      const double chance = random.uniform();
      bytes += c == '?' ? (chance < 0.1 ? '.' : letter(random)) : chance < 0.15 ? letter(random) : c;
    }
    bytes += "\n";
  }
  return {std::string(id) + ".sto", bytes + "//\n"};
}

inline unroll::lessons::data::File domains() { return family("made-up", 18, "P?L?V?V????W??P?L??Y?V?Y", 70); }
inline unroll::lessons::data::File kinases() { return family("other", 19, "G?G?FG?V????VA?K????E???", 20); }

inline unroll::lessons::data::File globins() {
  Random random(20);
  const std::string alpha = word(random, 60);
  const std::string beta = changed(random, alpha, 0.6), myo = changed(random, alpha, 0.75);
  std::string bytes;
  const auto add = [&](const char* group, const std::string& ancestor, int members) {
    for (int i = 1; i <= members; ++i)
      bytes +=
          std::string(">") + group + "_" + std::to_string(i) + " made up\n" + changed(random, ancestor, 0.1) + "\n";
  };
  add("HBA", alpha, 12);
  add("HBB", beta, 12);
  add("MYG", myo, 6);
  return {"made-up.fa", bytes};
}

}  // namespace made_up
