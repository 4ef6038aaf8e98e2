// The words of lesson 3: read from a list, split for a fair test, and what counting alone says of them.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "autograd/error.hpp"
#include "autograd/random.hpp"

using namespace unroll;
using Words = std::vector<std::string>;

// ---- Reading ----
inline bool is_word(const std::string& line) {
  return line.size() >= 3 && line.size() <= 30 &&
         std::ranges::all_of(line, [](char c) { return c >= 'a' && c <= 'z'; });
}

inline std::string beginning(const std::string& word) { return word.substr(0, 5); }

inline std::set<std::string> beginnings(const Words& words) {
  std::set<std::string> distinct;
  for (const auto& word : words) distinct.insert(beginning(word));
  return distinct;
}

// The words of a list with one on each line, sorted, each once: those of 3 to 30 letters, all of a to z. So
// names, abbreviations and possessives (dog's) drop out. Throws a FileError.
inline Words read_words(const std::string& path) {
  const auto refuse = [&](const std::string& why) {
    throw FileError("The word list " + path + " " + why +
                    "; name another with --words FILE, or install the package wamerican.");
  };
  if (std::error_code unknown; std::filesystem::is_directory(path, unknown)) refuse("is a folder");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::set<std::string> words;
  std::string line;
  std::size_t bytes = 0;
  for (char c; file.get(c); ++bytes) {
    if (bytes == 100'000'000) refuse("is longer than 100 MB");
    if (c == '\n' || c == '\r') {
      if (is_word(line)) words.insert(line);
      line.clear();
    } else if ((c >= 0 && c < ' ' && c != '\t') || c == 127) {
      refuse("is no text: it holds control characters");
    } else {
      line += c;
    }
  }
  if (is_word(line)) words.insert(line);  // the last line may lack its end
  if (!file.eof()) refuse(std::string("cannot be read (") + std::strerror(errno) + ")");
  if (bytes == 0) refuse("is empty");
  if (words.size() < 1000)
    refuse("has " + std::to_string(words.size()) + " words of 3 or more letters a to z, and 1,000 are needed");
  const Words sorted(words.begin(), words.end());
  if (const auto count = beginnings(sorted).size(); count < 100)
    refuse("has words of " + std::to_string(count) + " different beginnings, and 100 are needed");
  return sorted;
}

// ---- Splitting ----
struct Split {
  Words training, held_out;
};

// Holds out a tenth of all beginnings, each with all words that have it: who has seen "remembers" in training knows
// too much about "remembering".
inline Split split(const Words& words) {
  const auto distinct = beginnings(words);
  const Words all(distinct.begin(), distinct.end());
  const auto order = random_numbers().permutation(Index(all.size()));
  std::set<std::string> out;
  for (std::size_t i = 0; i < all.size() / 10; ++i) out.insert(all[std::size_t(order[i])]);
  Split result;
  for (const auto& word : words) (out.contains(beginning(word)) ? result.held_out : result.training).push_back(word);
  return result;
}

// How many held-out words share their beginning with a training word.
inline int count_shared(const Split& words) {
  const auto seen = beginnings(words.training);
  return int(std::ranges::count_if(words.held_out, [&](const auto& w) { return seen.contains(beginning(w)); }));
}

// ---- Counting ----
constexpr Index letters = 27;  // 0 is the boundary of a word, 1 … 26 are a … z

inline Index code(char letter) { return letter - 'a' + 1; }
inline std::string spell(Index code) { return code == 0 ? "·" : std::string(1, char('a' + code - 1)); }

// A table of n-grams: how often each letter came after the n − 1 before it. With add-k smoothing,
//   p(letter | context) = (count of both + k) / (count of the context + 27 k).
class Table {
 public:
  Table(int n, const Words& words)
      : counts_(std::size_t(std::pow(letters, n))), contexts_(counts_.size() / std::size_t(letters)) {
    for (const auto& word : words)
      each(word, [&](std::size_t context, std::size_t both) { ++contexts_[context], ++counts_[both]; });
  }

  // −log2 p, the mean over all letters and ends of words.
  double bits(const Words& words, double k) const {
    double sum = 0, all = 0;
    for (const auto& word : words)
      each(word, [&](std::size_t context, std::size_t both) {
        sum -= std::log2((counts_[both] + k) / (contexts_[context] + double(letters) * k));
        ++all;
      });
    return sum / all;
  }

 private:
  template <class See>
  void each(const std::string& word, See see) const {
    std::size_t context = 0;
    for (std::size_t i = 0; i <= word.size(); ++i) {
      const std::size_t both = context * std::size_t(letters) + std::size_t(i < word.size() ? code(word[i]) : 0);
      see(context, both);
      context = both % contexts_.size();
    }
  }

  std::vector<double> counts_, contexts_;
};

// What a table counted on the training words needs for the held-out ones, with the k that is best on a part of
// the training words that is set aside for choosing it.
struct Counted {
  double k, bits;
};
inline Counted count(int n, const Split& words) {
  const Split tuning = split(words.training);
  const Table trial(n, tuning.training);
  double best = 0, least = INFINITY;
  for (double k : {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 2.0, 5.0})
    if (const double bits = trial.bits(tuning.held_out, k); bits < least) least = bits, best = k;
  return {best, Table(n, words.training).bits(words.held_out, best)};
}
