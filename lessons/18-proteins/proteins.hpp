// The proteins of lesson 18, letters for amino acids, and two ways to shuffle them.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "autograd/random.hpp"
#include "lessons/18-proteins/made_up.hpp"
#include "lessons/support/data/fasta.hpp"
#include "lessons/support/data/stockholm.hpp"
#include "lessons/support/lesson.hpp"

using namespace unroll;
namespace data = lessons::data;

struct Protein {
  std::string name, letters;
  std::string columns = {};  // its row of an alignment, with gaps; empty if it comes from none
};
using Proteins = std::vector<Protein>;
using Words = std::vector<std::string>;

// ---- The alphabet ----
const std::string amino_acids = "ARNDCQEGHILKMFPSTWYV";  // in the usual order, by their names
constexpr Index kinds = 20, unknown = 20;                // 20 stands for what is none of them

inline Index code(char letter) {
  static const std::array<Index, 256> codes = [] {
    std::array<Index, 256> all;
    all.fill(unknown);
    for (Index i = 0; i < kinds; ++i)
      for (char as : {amino_acids[std::size_t(i)], char(amino_acids[std::size_t(i)] - 'A' + 'a')})
        all[std::uint8_t(as)] = i;
    return all;
  }();
  return codes[std::uint8_t(letter)];
}

// ---- Reading ----
inline Proteins aligned(const data::File& file) {
  Proteins proteins;
  for (const auto& row : data::read_stockholm(file.bytes, file.name).rows)
    proteins.push_back({row.name, row.letters(), row.columns});
  return proteins;
}
inline Proteins unaligned(const data::File& file) {
  Proteins proteins;
  for (const auto& record : data::read_fasta(file.bytes, file.name)) proteins.push_back({record.name, record.letters});
  return proteins;
}
inline Proteins read_domains(lessons::Lesson& lesson) {
  return aligned(lesson.stand_in() ? made_up::domains() : lesson.data(data::fibronectin).front());
}
inline Proteins read_globins(lessons::Lesson& lesson) {
  return unaligned(lesson.stand_in() ? made_up::globins() : lesson.data(data::globins).front());
}
inline Proteins read_kinases(lessons::Lesson& lesson) {
  return aligned(lesson.stand_in() ? made_up::kinases() : lesson.data(data::kinases).front());
}

// ---- Shuffling ----
// The same letters in a random order, each order as likely (Fisher and Yates).
inline std::string shuffled(std::string letters) {
  for (std::size_t n = letters.size(); n > 1; --n)
    std::swap(letters[n - 1], letters[std::size_t(random_numbers().below(Index(n)))]);
  return letters;
}

// The same pairs of neighbours in a random order, each order as likely (Altschul and Erickson 1985). A pair is an edge
// from its first letter to its second; the sequence is a way that uses each edge once, and so is the answer. Such a way
// leaves each letter but the final one by a last edge, and these must lead to the final one.
inline std::string shuffled_pairs(const std::string& letters) {
  if (letters.size() < 3) return letters;
  std::array<std::string, 256> next;  // what follows each letter
  for (std::size_t i = 0; i + 1 < letters.size(); ++i) next[std::uint8_t(letters[i])] += letters[i + 1];
  const char final = letters.back();
  const auto all_reach_the_end = [&] {
    for (char from : letters) {
      std::size_t steps = 0;
      for (char at = from; at != final; at = next[std::uint8_t(at)].back())
        if (++steps > next.size()) return false;
    }
    return true;
  };
  do
    for (std::string& after : next) after = shuffled(after);
  while (!all_reach_the_end());

  std::array<std::size_t, 256> used{};
  std::string result(1, letters.front());
  while (result.size() < letters.size()) {
    const std::uint8_t at = std::uint8_t(result.back());
    result += next[at][used[at]++];
  }
  return result;
}

enum class Fake { letters, pairs };  // what a shuffle keeps
inline std::string fake(const std::string& letters, Fake kind) {
  return kind == Fake::letters ? shuffled(letters) : shuffled_pairs(letters);
}
