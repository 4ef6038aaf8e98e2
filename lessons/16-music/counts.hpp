// Counting what followed what: in other songs, and in the song itself so far.
#pragma once

#include <array>
#include <cmath>
#include <unordered_map>

#include "lessons/16-music/songs.hpp"

// How often each move followed each context of up to `longest` moves.
class Counts {
 public:
  explicit Counts(int longest) : of_(std::size_t(longest + 1)) {}

  void see(const std::vector<Index>& song, Index i, int times = 1) {
    for (std::size_t k = 0; k < of_.size() && Index(k) <= i; ++k) {
      Followers& followers = of_[k][context(song, i, Index(k))];
      auto& count = followers.count[std::size_t(song[std::size_t(i)])];
      followers.different -= count > 0;
      count += times, followers.all += times;
      followers.different += count > 0;
    }
  }
  void forget(const std::vector<Index>& song, Index i) { see(song, i, -1); }

  // The probability of each move i of a song, by contexts of 0, 1, … moves. Each mixes what was counted with what the
  // next shorter one says (Witten and Bell 1991, where a = 1); the first, with `base`:
  //
  //   P_k(y) = (n_k(y) + a u_k P_{k−1}(y)) / (n_k + a u_k),   u_k: how many different ones followed this context
  std::vector<double> probabilities(const std::vector<Index>& song, Index i, double a, double base) const {
    std::vector<double> result(of_.size(), base);
    bool known = true;  // if a context never was, none that is longer was
    for (std::size_t k = 0; k < of_.size(); ++k) {
      if (k > 0) result[k] = result[k - 1];
      if (!known || Index(k) > i) continue;
      const auto found = of_[k].find(context(song, i, Index(k)));
      known = found != of_[k].end() && found->second.all > 0;
      if (!known) continue;
      const Followers& followers = found->second;
      const double rest = a * followers.different;
      result[k] = (followers.count[std::size_t(song[std::size_t(i)])] + rest * result[k]) / (followers.all + rest);
    }
    return result;
  }

 private:
  struct Followers {
    std::array<std::int32_t, std::size_t(moves)> count{};
    std::int32_t all = 0, different = 0;
  };
  // The k moves before i as one number.
  static std::uint64_t context(const std::vector<Index>& song, Index i, Index k) {
    std::uint64_t number = 0;
    for (Index j = i - k; j < i; ++j) number = number * std::uint64_t(moves) + std::uint64_t(song[std::size_t(j)]);
    return number;
  }
  std::vector<std::unordered_map<std::uint64_t, Followers>> of_;  // by the context's length
};

// What a model says of each move of each part: its probability.
using Said = std::vector<std::vector<double>>;
inline double bits(const Said& said) {
  double sum = 0, all = 0;
  for (const auto& part : said)
    for (double p : part) sum -= std::log2(p), all += 1;
  return sum / all;
}

// ---- Other songs ----
struct Choice {
  int context = 0;
  double a = 1;
  double bits = INFINITY;  // on what it was chosen by
};

constexpr int longest_static = 6;
inline Counts counted(const Parts& parts) {
  Counts counts(longest_static);
  for (const Part& part : parts)
    for (Index i = 0; i < Index(part.moves.size()); ++i) counts.see(part.moves, i);
  return counts;
}
// By contexts of each length.
inline std::vector<Said> said_by(const Counts& counts, const Parts& parts, double a) {
  std::vector<Said> by(longest_static + 1, Said(parts.size()));
  for (std::size_t n = 0; n < parts.size(); ++n)
    for (Index i = 0; i < Index(parts[n].moves.size()); ++i) {
      const std::vector<double> ps = counts.probabilities(parts[n].moves, i, a, 1.0 / double(moves));
      for (std::size_t k = 0; k < ps.size(); ++k) by[k][n].push_back(ps[k]);
    }
  return by;
}
inline Choice choose_static(const Counts& counts, const Parts& held_out) {
  Choice best;
  for (double a : {1.0, 3.0, 10.0, 30.0, 100.0, 300.0}) {
    const std::vector<Said> by = said_by(counts, held_out, a);
    for (int k = 0; k <= longest_static; ++k)
      if (const double b = bits(by[std::size_t(k)]); b < best.bits) best = {k, a, b};
  }
  return best;
}
inline Said said_by(const Counts& counts, const Parts& parts, const Choice& choice) {
  return said_by(counts, parts, choice.a)[std::size_t(choice.context)];
}

// ---- The song itself ----
// Tables that are empty when a song begins and see each of its moves once it was said; where they know nothing, `base`
// speaks. They remember the last `window` moves, or all. `seen` are the parts themselves, or, to see what that does,
// others. By contexts of each length.
constexpr int longest_cached = 12;
constexpr Index all_of_it = 1'000'000;
inline std::vector<Said> said_by_its_past(const Parts& parts, const Said& base, double a, Index window,
                                          const Parts& seen) {
  std::vector<Said> by(longest_cached + 1, Said(parts.size()));
  for (std::size_t n = 0; n < parts.size(); ++n) {
    const std::vector<Index>&song = parts[n].moves, &remembered = seen[n].moves;
    Counts past(longest_cached);
    for (Index i = 0; i < Index(song.size()); ++i) {
      const std::vector<double> ps = past.probabilities(song, i, a, base[n][std::size_t(i)]);
      for (std::size_t k = 0; k < ps.size(); ++k) by[k][n].push_back(ps[k]);
      if (i < Index(remembered.size())) past.see(remembered, i);
      if (i >= window && i - window < Index(remembered.size())) past.forget(remembered, i - window);
    }
  }
  return by;
}
inline Choice choose_cache(const Parts& held_out, const Said& base, Index window) {
  Choice best;
  for (double a : {0.3, 1.0, 3.0, 10.0, 30.0}) {
    const std::vector<Said> by = said_by_its_past(held_out, base, a, window, held_out);
    for (int k = 0; k <= longest_cached; ++k)
      if (const double b = bits(by[std::size_t(k)]); b < best.bits) best = {k, a, b};
  }
  return best;
}
inline Said said_by_its_past(const Parts& parts, const Said& base, const Choice& choice, Index window,
                             const Parts& seen) {
  return said_by_its_past(parts, base, choice.a, window, seen)[std::size_t(choice.context)];
}
inline Said said_by_its_past(const Parts& parts, const Said& base, const Choice& choice, Index window) {
  return said_by_its_past(parts, base, choice, window, parts);
}
